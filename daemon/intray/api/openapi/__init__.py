"""The API as an OpenAPI 3 document, for programs and people.

`description/*.json` holds what the route table cannot know: parameters, bodies and answers, by path
and method. `document.build` joins both. Per file:

    parameters  group → name → type; an operation names groups: "query": "page ordering"
    objects     name → field → type. In an answer a field is there unless its name ends with `?`;
                in a body (`…Request`) it may be left out unless its name ends with `!`
    envelopes   what a page of these objects has beside count, next, previous and results
    older       object → the newest version of the API that differs → field → type, null: absent
    examples    body → one that is accepted
    paths       path → method → query, body, takes (json, multipart, else any), answer by status,
                older (version → answer), also (more statuses of errors), says (prose)

Types are explained in `kinds.py`. Tests hold the running API against these files, so a change
there is a change of the contract. Nothing of this is in memory before somebody asks.
"""

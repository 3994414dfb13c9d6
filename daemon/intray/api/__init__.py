"""The HTTP edge.

A resource is a module with `routes = Routes()`, listed in `resources.py`. Each handler reads,
calls a slice, answers; no try, no SQL:

    routes = Routes()

    @routes.get("/api/tags/", needs="view_tag")
    async def list_tags(request: web.Request) -> web.Response:
        parts = services(request)
        wanted = params.ids(request, "id__in")        # params.py: query parameters
        async with parts.database.read() as db:
            count = await tags.count(db, actor(request), wanted)
            return await paginate(
                request,
                count,
                lambda window: rows_as_json(db, window.limit, window.offset),
                all_ids=lambda: tags.ids(db, actor(request), wanted),  # for versions <= 9
                extras={"display_count": count},
            )

    @routes.post("/api/tags/", needs="add_tag")
    async def add_tag(request: web.Request) -> web.Response:
        fields = Fields(await read_body(request))     # bodies.py, fields.py
        fields.text("name", max_length=128, required=True)
        fields.integer("matching_algorithm", minimum=0, maximum=6)
        values = fields.checked()                     # raises ValidationError: all messages
        async with services(request).database.transaction() as tx:
            tag_id = await tags.create(tx, values)
        return answer({"id": tag_id, **values}, status=201)

    @routes.delete("/api/tags/{id}/", needs="delete_tag")
    async def delete_tag(request: web.Request) -> web.Response:
        ... path_id(request) ...                      # routing.py; `{id}` and `{x_id}` are digits
        return no_content()

`needs` is a codename, or a Policy of routing.py: OPEN, PUBLIC, LOGGED_IN, STAFF, SUPERUSER,
MONITORING. It answers 401 and 403 before the handler runs; which rows a user sees is up to
`permissions.visible`, and an invisible object is `NotFoundError("No Tag matches the given
query.")`. `request[VERSION]` is the API version, 1-10; `default_version=9` is for the few routes
that answer the older shape to clients that name none. `any_type=True` is for answers that are not
JSON (files, streams), whatever Accept says. HEAD, OPTIONS, 405, the version headers and the bodies
of errors come by themselves. Multipart uploads are read part by part with `bodies.read_parts`;
`request.post()` and `request.json()` know no limits and are not used.

`answers.answer` writes JSON, `answers.local_time` an instant; `context.base_url` is our address as
the client wrote it. What a route takes and answers is described in `openapi/description/`, from
which `/api/schema/` is made; tests hold every route, in every version and for every role, against
it. The route table is walked by the permission tests, so a route without a policy cannot exist.
"""

"""Values as words: what the search index is given of the custom fields of a document."""

# Of the row `d` of documents. Labels instead of options' ids; links are ids and no words.
JOINED = (
    "(SELECT group_concat(words, char(10)) FROM (SELECT CASE f.data_type WHEN 'select' THEN"
    " (SELECT json_extract(o.value, '$.label') FROM json_each(f.extra_data, '$.select_options') o"
    "  WHERE json_extract(o.value, '$.id') = v.text_value) ELSE v.text_value END AS words"
    " FROM custom_field_values v JOIN custom_fields f ON f.id = v.field_id"
    " WHERE v.document_id = d.id AND f.data_type <> 'documentlink' ORDER BY v.id))"
)

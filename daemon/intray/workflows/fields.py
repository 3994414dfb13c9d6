"""What a workflow, its triggers and its actions consist of."""

from intray.store.kept import Declaration, Field, Target

ADDED_BY_API, ASSIGNMENT = 2, 1
CONSUMPTION_STARTED = 1
EMAIL, WEBHOOK, PASSWORD_REMOVAL = 3, 4, 5
REGULAR_EXPRESSION = 4
NAME_LENGTH = 256


def _ids(target: Target, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "many", [], target=target) for name in names)


def _id(target: Target, name: str) -> Field:
    return Field(name, "one", null=True, target=target)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "boolean", False) for name in names)


def _pattern(name: str) -> Field:
    return Field(name, "text", null=True, blank_is_null=True, max_length=NAME_LENGTH)


WORKFLOW = Declaration(
    "workflows",
    "Workflow",
    (
        Field("name", "text", required=True, max_length=NAME_LENGTH),
        Field("order", "integer", 0),
        Field("enabled", "boolean", True),
    ),
    {"name": "name", "order": "position"},
)
TRIGGER = Declaration(
    "workflow_triggers",
    "WorkflowTrigger",
    (
        Field("sources", "choices", [1, 2, 3], choices=(1, 2, 3, 4)),
        Field("type", "choice", ADDED_BY_API, required=True, choices=(1, 2, 3, 4)),
        _pattern("filter_path"),
        _pattern("filter_filename"),
        _id("mail_rules", "filter_mailrule"),
        Field("matching_algorithm", "choice", 0, choices=(0, 1, 2, 3, 4, 5)),
        Field("match", "text", "", blank=True, max_length=NAME_LENGTH),
        Field("is_insensitive", "boolean", True),
        *_ids("tags", "filter_has_tags", "filter_has_all_tags", "filter_has_not_tags"),
        Field("filter_custom_field_query", "text", null=True, blank_is_null=True),
        *_ids("correspondents", "filter_has_any_correspondents", "filter_has_not_correspondents"),
        *_ids("document_types", "filter_has_any_document_types", "filter_has_not_document_types"),
        *_ids("storage_paths", "filter_has_any_storage_paths", "filter_has_not_storage_paths"),
        _id("correspondents", "filter_has_correspondent"),
        _id("document_types", "filter_has_document_type"),
        _id("storage_paths", "filter_has_storage_path"),
        Field("schedule_offset_days", "integer", 0),
        Field("schedule_is_recurring", "boolean", False),
        Field("schedule_recurring_interval_days", "integer", 1, minimum=1),
        Field(
            "schedule_date_field",
            "choice",
            "added",
            choices=("added", "created", "modified", "custom_field"),
        ),
        _id("custom_fields", "schedule_date_custom_field"),
    ),
    {},
)
ACTION = Declaration(
    "workflow_actions",
    "WorkflowAction",
    (
        Field("type", "choice", ASSIGNMENT, choices=(1, 2, 3, 4, 5, 6)),
        Field("assign_title", "text", null=True, blank_is_null=True),
        *_ids("tags", "assign_tags"),
        _id("correspondents", "assign_correspondent"),
        _id("document_types", "assign_document_type"),
        _id("storage_paths", "assign_storage_path"),
        _id("users", "assign_owner"),
        *_ids("users", "assign_view_users"),
        *_ids("groups", "assign_view_groups"),
        *_ids("users", "assign_change_users"),
        *_ids("groups", "assign_change_groups"),
        *_ids("custom_fields", "assign_custom_fields"),
        Field("assign_custom_fields_values", "object", {}, null=True),
        *_flags("remove_all_tags"),
        *_ids("tags", "remove_tags"),
        *_flags("remove_all_correspondents"),
        *_ids("correspondents", "remove_correspondents"),
        *_flags("remove_all_document_types"),
        *_ids("document_types", "remove_document_types"),
        *_flags("remove_all_storage_paths"),
        *_ids("storage_paths", "remove_storage_paths"),
        *_ids("custom_fields", "remove_custom_fields"),
        *_flags("remove_all_custom_fields", "remove_all_owners"),
        *_ids("users", "remove_owners"),
        *_flags("remove_all_permissions"),
        *_ids("users", "remove_view_users"),
        *_ids("groups", "remove_view_groups"),
        *_ids("users", "remove_change_users"),
        *_ids("groups", "remove_change_groups"),
        Field(
            "email",
            "part",
            null=True,
            parts=(
                Field("subject", "text", required=True, max_length=NAME_LENGTH),
                Field("body", "text", required=True),
                Field("to", "text", required=True),
                Field("include_document", "boolean", False),
            ),
        ),
        Field(
            "webhook",
            "part",
            null=True,
            parts=(
                Field("url", "text", required=True, max_length=NAME_LENGTH),
                Field("use_params", "boolean", True),
                Field("as_json", "boolean", False),
                Field("params", "object", null=True),
                Field("body", "text", null=True, blank_is_null=True),
                Field("headers", "object", null=True),
                Field("include_document", "boolean", False),
            ),
        ),
        Field("passwords", "texts", null=True),
    ),
    {},
)

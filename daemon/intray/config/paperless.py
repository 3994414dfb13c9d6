"""The variables of paperless-ngx, versions 2 and 3, as settings of ours."""

import fnmatch
import json
import re
from collections.abc import Callable
from typing import Final

from intray.config.values import boolean

Settings = dict[str, str]  # section.key → text, as it would stand in our file
Convert = Callable[[str], Settings]

APPENDED: Final = frozenset({"consumer.ignore_patterns", "consumer.ignore_dirs"})
_GLOB_FOLDER = re.compile(r"([^*?\[\]\\/]+)/\*?")


def _same(setting: str) -> Convert:
    return lambda text: {setting: text}


def _mapped(setting: str, values: Settings) -> Convert:
    return lambda text: {setting: values.get(text.strip().lower(), text)}


def _ocr_mode(text: str) -> Settings:
    """The old values said in one what two settings say now."""
    mode = text.strip().lower()
    if mode == "skip":
        return {"ocr.mode": "auto", "ocr.archive": "always"}
    if mode == "skip_noarchive":
        return {"ocr.mode": "auto", "ocr.archive": "auto"}
    return {"ocr.mode": mode}


def _max_image_pixels(text: str) -> Settings:
    try:
        pixels = int(float(text))  # paperless-ngx takes 1e8 too; 0 is no limit there
    except (ValueError, OverflowError) as error:
        raise ValueError("a number of pixels") from error
    return {"ocr.max_image_pixels": str(max(1_000_000, pixels) if pixels else 1_000_000_000)}


def _json_list(text: str) -> list[str]:
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError('a JSON list such as ["^temp_", "\\\\.bak$"]') from error
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValueError('a JSON list of texts such as ["^temp_", "\\\\.bak$"]')
    return items


def _ignore_dirs(text: str) -> Settings:
    return {"consumer.ignore_dirs": "\n".join(_json_list(text))}


def _ignore_patterns(text: str) -> Settings:
    """Version 2 has globs, also for folders (@eaDir/*); version 3 has regular expressions."""
    patterns, folders = [], []
    for item in _json_list(text):
        if folder := _GLOB_FOLDER.fullmatch(item):
            folders.append(folder[1])
        elif _is_glob(item):
            patterns.append("^" + fnmatch.translate(item))
        else:
            patterns.append(item)
    return {
        "consumer.ignore_patterns": "\n".join(patterns),
        "consumer.ignore_dirs": "\n".join(folders),
    }


def _is_glob(pattern: str) -> bool:
    """Whether it was written for version 2.

    What could be both is taken as a glob: as a regular expression `._*` matches every name, and
    a file ignored by mistake is worse than one read by mistake.
    """
    if re.search(r"[\\^$(|+{]", pattern):
        return False
    if ".*" in pattern or ".+" in pattern:
        return pattern.startswith("*") or pattern == ".*"
    return True


def _security(value: str) -> Convert:
    """`false` says nothing: the other variable may say how the connection is secured."""

    def convert(text: str) -> Settings:
        return {"smtp.security": value} if boolean(text.strip()) else {}

    return convert


def _email_host(text: str) -> Settings:
    """Unless further variables say so, they speak to it unencrypted and on port 25."""
    return {"smtp.host": text, "smtp.port": "25", "smtp.security": "none"}


def _email_from(text: str) -> Settings:
    """The address without the name that may stand before it."""
    named = re.fullmatch(r".*<([^<>]*)>\s*", text)
    return {"smtp.sender": named[1].strip() if named else text}


CONVERTED: Final[dict[str, Convert]] = {
    # The order counts: of two variables that mean the same setting, the lower one wins.
    "PAPERLESS_CONSUMPTION_DIR": _same("paths.consume_dir"),
    "PAPERLESS_DATA_DIR": _same("paths.data_dir"),
    "PAPERLESS_MEDIA_ROOT": _same("paths.media_dir"),
    "PAPERLESS_SCRATCH_DIR": _same("paths.scratch_dir"),
    "PAPERLESS_BIND_ADDR": _same("server.host"),
    "PAPERLESS_PORT": _same("server.port"),
    "PAPERLESS_URL": _same("server.url"),
    "PAPERLESS_ALLOWED_HOSTS": _same("server.allowed_hosts"),
    "PAPERLESS_TRUSTED_PROXIES": _same("server.trusted_proxies"),
    "PAPERLESS_APP_TITLE": _same("server.app_title"),
    "PAPERLESS_CORS_ALLOWED_HOSTS": _same("server.cors_allowed_origins"),
    "PAPERLESS_COOKIE_PREFIX": _same("server.cookie_prefix"),
    "PAPERLESS_FORCE_SCRIPT_NAME": _same("server.script_name"),
    "PAPERLESS_ADMIN_USER": _same("admin.username"),
    "PAPERLESS_ADMIN_PASSWORD": _same("admin.password"),
    "PAPERLESS_ADMIN_MAIL": _same("admin.email"),
    "PAPERLESS_TIME_ZONE": _same("general.time_zone"),
    "PAPERLESS_OCR_LANGUAGE": _same("ocr.languages"),
    "PAPERLESS_OCR_MODE": _ocr_mode,
    "PAPERLESS_OCR_SKIP_ARCHIVE_FILE": _mapped(
        "ocr.archive", {"never": "always", "with_text": "auto", "always": "never"}
    ),
    "PAPERLESS_ARCHIVE_FILE_GENERATION": _same("ocr.archive"),
    "PAPERLESS_OCR_PAGES": _same("ocr.pages"),
    "PAPERLESS_OCR_CLEAN": _mapped(
        "ocr.clean", {"true": "clean", "yes": "clean", "1": "clean", "false": "none", "no": "none"}
    ),
    "PAPERLESS_OCR_DESKEW": _same("ocr.deskew"),
    "PAPERLESS_OCR_ROTATE_PAGES": _same("ocr.rotate_pages"),
    "PAPERLESS_OCR_ROTATE_PAGES_THRESHOLD": _same("ocr.rotate_pages_threshold"),
    "PAPERLESS_OCR_OUTPUT_TYPE": _same("ocr.output_type"),
    "PAPERLESS_OCR_IMAGE_DPI": _same("ocr.image_dpi"),
    "PAPERLESS_OCR_MAX_IMAGE_PIXELS": _max_image_pixels,
    "PAPERLESS_TASK_WORKERS": _same("workers.task_workers"),
    "PAPERLESS_THREADS_PER_WORKER": _same("workers.threads_per_worker"),
    "PAPERLESS_WORKER_TIMEOUT": _same("workers.timeout_s"),
    "PAPERLESS_CONSUMER_RECURSIVE": _same("consumer.recursive"),
    "PAPERLESS_CONSUMER_SUBDIRS_AS_TAGS": _same("consumer.subdirs_as_tags"),
    "PAPERLESS_CONSUMER_IGNORE_PATTERNS": _ignore_patterns,
    "PAPERLESS_CONSUMER_IGNORE_DIRS": _ignore_dirs,
    "PAPERLESS_CONSUMER_POLLING": _same("consumer.polling_interval_s"),
    "PAPERLESS_CONSUMER_POLLING_INTERVAL": _same("consumer.polling_interval_s"),
    "PAPERLESS_CONSUMER_STABILITY_DELAY": _same("consumer.stability_delay_s"),
    "PAPERLESS_CONSUMER_DELETE_DUPLICATES": _same("consumer.delete_duplicates"),
    "PAPERLESS_DATE_ORDER": _same("dates.order"),
    "PAPERLESS_FILENAME_DATE_ORDER": _same("dates.filename_order"),
    "PAPERLESS_IGNORE_DATES": _same("dates.ignore"),
    "PAPERLESS_EMPTY_TRASH_DELAY": _same("maintenance.trash_delay_days"),
    "PAPERLESS_AUDIT_LOG_ENABLED": _same("maintenance.audit_log_enabled"),
    "PAPERLESS_PRE_CONSUME_SCRIPT": _same("scripts.pre_consume"),
    "PAPERLESS_POST_CONSUME_SCRIPT": _same("scripts.post_consume"),
    "PAPERLESS_EMAIL_HOST": _email_host,
    "PAPERLESS_EMAIL_PORT": _same("smtp.port"),
    "PAPERLESS_EMAIL_HOST_USER": _same("smtp.username"),
    "PAPERLESS_EMAIL_HOST_PASSWORD": _same("smtp.password"),
    "PAPERLESS_EMAIL_FROM": _email_from,
    "PAPERLESS_EMAIL_USE_TLS": _security("starttls"),
    "PAPERLESS_EMAIL_USE_SSL": _security("tls"),
}

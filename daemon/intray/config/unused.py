"""Variables of paperless-ngx that change nothing here, and why; for one line of warning each."""

import difflib
from collections.abc import Iterable
from typing import Final

from intray.config.values import words

_NOT_NEEDED: Final = words("""
    REDIS REDIS_PREFIX DBENGINE DBHOST DBPORT DBNAME DBUSER DBPASS DB_OPTIONS DBSSLMODE
    DBSSLROOTCERT DBSSLCERT DBSSLKEY DB_TIMEOUT DB_POOLSIZE DB_READ_CACHE_ENABLED READ_CACHE_TTL
    READ_CACHE_REDIS_URL SECRET_KEY STATICDIR STATIC_URL LOGGING_DIR LOGROTATE_MAX_SIZE
    LOGROTATE_MAX_BACKUPS NLTK_DIR ENABLE_NLTK MODEL_FILE WEBSERVER_WORKERS
    SUPERVISORD_WORKING_DIR CONVERT_BINARY GS_BINARY CONVERT_MEMORY_LIMIT CONVERT_TMPDIR
    TIKA_ENABLED TIKA_ENDPOINT TIKA_GOTENBERG_ENDPOINT ENABLE_COMPRESSION APPS ENABLE_FLOWER
    CELERY_INVALIDATE_CACHE PROXY_SSL_HEADER USE_X_FORWARD_HOST USE_X_FORWARD_PORT
    CSRF_TRUSTED_ORIGINS OPTIMIZE_THUMBNAILS THUMBNAIL_FONT_NAME DEBUG MAX_IMAGE_PIXELS
    ALLAUTH_TRUSTED_PROXY_COUNT ALLAUTH_TRUSTED_CLIENT_IP_HEADER INDEX_TASK_CRON
    SEARCH_LANGUAGE OCR_COLOR_CONVERSION_STRATEGY CONSUMER_BARCODE_SCANNER
    CONSUMER_POLLING_DELAY CONSUMER_POLLING_RETRY_COUNT SHARE_LINK_BUNDLE_CLEANUP_CRON
""")
_INSTEAD: Final = {
    "OCR_LANGUAGES": "install the Debian packages tesseract-ocr-<language> instead",
    "CONSUMER_INOTIFY_DELAY": "its place took PAPERLESS_CONSUMER_STABILITY_DELAY",
    "TRASH_DIR": "deleted documents stay in Intray's own trash",
    "EMPTY_TRASH_DIR": "deleted documents stay in Intray's own trash",
    "PASSPHRASE": "encrypted documents must be decrypted by paperless-ngx first",
}
_NOT_YET: Final = words("""
    CONSUMER_DISABLE CONSUMER_ENABLE_ CONSUMER_BARCODE_ CONSUMER_ASN_ CONSUMER_TAG_BARCODE_
    CONSUMER_COLLATE_ EMAIL_ OAUTH_ GMAIL_OAUTH_ OUTLOOK_OAUTH_ ENABLE_GPG_DECRYPTOR OCR_USER_ARGS
    REMOTE_OCR_ AI_ LLM_INDEX_TASK_CRON FILENAME_FORMAT NUMBER_OF_SUGGESTED_DATES
    DATE_PARSER_LANGUAGES TRAIN_TASK_CRON SANITY_TASK_CRON WORKFLOW_SCHEDULED_TASK_CRON
    EMPTY_TRASH_TASK_CRON WEBHOOKS_ ADVANCED_FUZZY_SEARCH_THRESHOLD
    APP_LOGO ENABLE_UPDATE_CHECK SOCIAL ACCOUNT_ DISABLE_REGULAR_LOGIN
    REDIRECT_LOGIN_TO_SSO ENABLE_HTTP_REMOTE_USER HTTP_REMOTE_USER_HEADER_NAME LOGOUT_REDIRECT_URL
    AUTO_LOGIN_USERNAME SESSION_COOKIE_AGE
    TOKEN_THROTTLE_RATE
""")  # a trailing underscore or a whole word; more may follow


def why_unused(variable: str, known: Iterable[str]) -> str:
    """A line that names the variable and says why it changes nothing."""
    name = variable.removeprefix("PAPERLESS_")
    if name in _INSTEAD:
        return f"{variable} changes nothing: {_INSTEAD[name]}."
    if name in _NOT_NEEDED:
        return f"{variable} changes nothing: Intray does not need it."
    if name.startswith(_NOT_YET):
        return f"{variable} changes nothing: Intray cannot do this yet."
    alike = difflib.get_close_matches(variable, known, n=1, cutoff=0.85)
    return f"{variable} is unknown{f'; is {alike[0]} meant?' if alike else '.'}"

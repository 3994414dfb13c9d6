"""What the rest of the program sees of the settings."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Paths:
    data_dir: Path  # database, index, snapshots
    media_dir: Path  # originals, derived files, readable view; one file system
    consume_dir: Path  # the share
    scratch_dir: Path  # of the workers, wiped at start

    @property
    def database(self) -> Path:
        return self.data_dir / "db" / "intray.db"

    @property
    def index(self) -> Path:
        return self.data_dir / "index"

    @property
    def key_file(self) -> Path:
        return self.data_dir / "secret.key"

    @property
    def setup_code_file(self) -> Path:
        """Holds the code for the first user as long as there is none."""
        return self.data_dir / "setup-code"

    @property
    def blobs(self) -> Path:
        return self.media_dir / "blobs"

    @property
    def meta(self) -> Path:
        return self.media_dir / "meta"

    @property
    def staging(self) -> Path:
        return self.media_dir / "staging"

    @property
    def derived(self) -> Path:
        return self.media_dir / "derived"

    @property
    def removed(self) -> Path:
        """Empty files named by the checksums of originals that were removed for good."""
        return self.media_dir / "removed"

    @property
    def bundles(self) -> Path:
        """ZIPs behind share links; makeable again at any time."""
        return self.media_dir / "bundles"

    @property
    def library(self) -> Path:
        return self.media_dir / "library"

    def blob(self, checksum: str) -> Path:
        """Where the original with this SHA-256 lies."""
        return self.blobs / checksum[:2] / checksum[2:4] / checksum

    def derived_folder(self, checksum: str, derived: str) -> Path:
        """Where archive.pdf and thumb.webp of that original lie."""
        return self.derived / checksum / derived


@dataclass(frozen=True)
class Server:
    host: str  # addresses joined by commas; empty: every address that the machine has
    port: int
    url: str | None  # how people reach the box from outside, behind a proxy
    allowed_hosts: tuple[str, ...]  # beside our own names and addresses
    trusted_proxies: tuple[str, ...]
    cors_allowed_origins: tuple[str, ...]
    cookie_prefix: str
    script_name: str  # /paperless, or nothing
    api_version: int | None  # for clients that name none; None: what most of them expect
    name: str  # of the box, announced on the network
    app_title: str | None
    announce: bool
    upload_limit_mb: int

    @property
    def hosts(self) -> list[str] | None:
        """The addresses to listen on, as asyncio takes them; None is all of them."""
        return self.host.split(",") if self.host else None


@dataclass(frozen=True)
class Admin:
    """The superuser made at start if there is none."""

    username: str
    password: str | None
    email: str


@dataclass(frozen=True)
class Ocr:
    languages: tuple[str, ...]  # Tesseract codes
    mode: str  # auto | force | redo | off
    pages: int  # read only the first ones; 0: all
    clean: str  # none | clean | clean-final
    deskew: bool
    rotate_pages: bool
    rotate_pages_threshold: float
    output_type: str  # pdf | pdfa | pdfa-1 | pdfa-2 | pdfa-3
    image_dpi: int | None  # of images that do not say theirs
    max_image_pixels: int  # larger images are not decoded
    archive: str  # auto | always | never


@dataclass(frozen=True)
class Workers:
    task_workers: int  # documents at a time
    threads_per_worker: int  # pages at a time in each
    timeout_s: int  # a document's deadline
    idle_s: int  # a worker without work leaves after this
    memory_mb: int  # address space of a worker and of each program it starts


@dataclass(frozen=True)
class Consumer:
    recursive: bool
    subdirs_as_tags: bool
    ignore_patterns: tuple[str, ...]  # regular expressions on the file name
    ignore_dirs: tuple[str, ...]
    polling_interval_s: float  # 0: inotify
    stability_delay_s: float
    incomplete_after_s: float  # then a file that stays incomplete is stored all the same
    delete_duplicates: bool


@dataclass(frozen=True)
class Dates:
    order: str  # DMY | MDY | YMD
    filename_order: str | None
    ignore: tuple[str, ...]  # ISO dates


@dataclass(frozen=True)
class Scripts:
    pre_consume: Path | None
    post_consume: Path | None


@dataclass(frozen=True)
class Maintenance:
    trash_delay_days: int  # documents in the trash are removed for good after that
    audit_log_enabled: bool  # who changed what is noted and shown


@dataclass(frozen=True)
class Smtp:
    """The server that takes e-mail with documents."""

    host: str | None
    port: int | None  # None: the usual one of `security`
    username: str
    password: str | None = field(repr=False)
    sender: str  # address; empty: the user name, if that is one
    security: str  # none | starttls | tls
    timeout_s: int  # without a sign of the server
    attachment_limit_mb: int  # of one e-mail, before it is encoded

    @property
    def address(self) -> str:
        """That of the sender, empty if nobody has said one."""
        return self.sender or (self.username if "@" in self.username else "")

    @property
    def ready(self) -> bool:
        """Whether anything can be sent."""
        return self.host is not None and bool(self.address)


@dataclass(frozen=True)
class Config:
    paths: Paths
    server: Server
    admin: Admin
    ocr: Ocr
    workers: Workers
    consumer: Consumer
    dates: Dates
    scripts: Scripts
    maintenance: Maintenance
    smtp: Smtp
    time_zone: ZoneInfo

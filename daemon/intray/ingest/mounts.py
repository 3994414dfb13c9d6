"""Does the kernel see all changes in a folder? Not those that others make on a network drive."""

from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = ("9p", "afs", "ceph", "cifs", "fuse", "glusterfs", "nfs", "smb", "vboxsf", "virtiofs")


def is_remote(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the folder lies on a file system that others change without us hearing of it."""
    best, kind = "", ""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    for line in lines:
        place, _, rest = line.partition(" - ")
        point = place.split(" ")[4].replace("\\040", " ")
        if len(point) >= len(best) and folder.is_relative_to(point):
            best, kind = point, rest.split(" ")[0]
    return kind.startswith(_REMOTE) and kind != "fuseblk"

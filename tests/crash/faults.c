/* LD_PRELOAD: the n-th call of `intray serve` that changes a file below FAULTS_ROOT fails once.
 *
 * FAULTS_AT      which call fails, counted from 1; 0 only counts
 * FAULTS_ERRNO   what it reports
 * FAULTS_ROOT    where files matter
 * FAULTS_LOG     gets one line per counted call (file descriptor stays open)
 *
 * Children (workers of reading and search) are left alone: they change nothing that is kept.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *root;
static int active, fails_at, reported, log_fd = -1;
static int count;

static int is_the_daemon(void) {
    char line[4096];
    int fd = syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY);
    ssize_t length = fd < 0 ? 0 : syscall(SYS_read, fd, line, sizeof line - 1);
    if (fd >= 0) syscall(SYS_close, fd);
    for (ssize_t i = 0; i < length; i += strlen(line + i) + 1) {
        line[length] = 0;
        if (!strcmp(line + i, "serve")) return 1;
    }
    return 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("FAULTS_LOG");
    root = getenv("FAULTS_ROOT");
    if (!root || !is_the_daemon()) return;
    fails_at = atoi(getenv("FAULTS_AT") ?: "0");
    reported = atoi(getenv("FAULTS_ERRNO") ?: "5");
    if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    active = 1;
}

/* Whether this call is the one that fails; `path` may be relative to a folder's descriptor. */
static int fails(const char *call, int folder, const char *path) {
    char link[64], full[4096], line[4400];
    if (!active) return 0;
    if (path && path[0] == '/') {
        snprintf(full, sizeof full, "%s", path);
    } else if (folder == AT_FDCWD) {
        return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, full, sizeof full - 1);
        if (length <= 0) return 0;
        snprintf(full + length, sizeof full - length, "%s%s", path ? "/" : "", path ? path : "");
    }
    if (strncmp(full, root, strlen(root))) return 0;
    int number = __sync_add_and_fetch(&count, 1);
    if (log_fd >= 0) {
        int length = snprintf(line, sizeof line, "%d %s %s\n", number, call, full);
        syscall(SYS_write, log_fd, line, length);
    }
    if (number != fails_at) return 0;
    errno = reported;
    return 1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = dlsym(RTLD_NEXT, #name)

#define ON_DESCRIPTOR(name, parameters, arguments, result) \
    result name parameters { \
        REAL(name); \
        return fails(#name, fd, 0) ? (result)-1 : real arguments; \
    }
#define ON_PATH(name, parameters, arguments) \
    int name parameters { \
        REAL(name); \
        return fails(#name, AT_FDCWD, path) ? -1 : real arguments; \
    }
#define ON_NAME(name, parameters, arguments) \
    int name parameters { \
        REAL(name); \
        return fails(#name, folder, path) ? -1 : real arguments; \
    }

ON_DESCRIPTOR(write, (int fd, const void *b, size_t n), (fd, b, n), ssize_t)
ON_DESCRIPTOR(pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), ssize_t)
ON_DESCRIPTOR(pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), ssize_t)
ON_DESCRIPTOR(fsync, (int fd), (fd), int)
ON_DESCRIPTOR(fdatasync, (int fd), (fd), int)
ON_DESCRIPTOR(ftruncate, (int fd, off_t n), (fd, n), int)
ON_DESCRIPTOR(ftruncate64, (int fd, off64_t n), (fd, n), int)
ON_DESCRIPTOR(fchmod, (int fd, mode_t m), (fd, m), int)
ON_PATH(chmod, (const char *path, mode_t m), (path, m))
ON_PATH(rename, (const char *path, const char *to), (path, to))
ON_PATH(link, (const char *path, const char *to), (path, to))
ON_PATH(unlink, (const char *path), (path))
ON_PATH(rmdir, (const char *path), (path))
ON_PATH(mkdir, (const char *path, mode_t m), (path, m))
ON_NAME(renameat, (int folder, const char *path, int f, const char *to), (folder, path, f, to))
ON_NAME(linkat, (int folder, const char *path, int f, const char *to, int g), (folder, path, f, to, g))
ON_NAME(unlinkat, (int folder, const char *path, int g), (folder, path, g))
ON_NAME(mkdirat, (int folder, const char *path, mode_t m), (folder, path, m))

int posix_fallocate64(int fd, off64_t offset, off64_t length) {
    REAL(posix_fallocate64);
    return fails("posix_fallocate", fd, 0) ? reported : real(fd, offset, length);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
    REAL(posix_fallocate);
    return fails("posix_fallocate", fd, 0) ? reported : real(fd, offset, length);
}

#define ON_CREATION(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & O_CREAT) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
            if (fails(#name, AT_FDCWD, path)) return -1; \
        } \
        return real(path, flags, mode); \
    }

ON_CREATION(open)
ON_CREATION(open64)

/* Stands between a real program and the disk: writes down every change to a watched folder, or refuses it.

   Loaded with LD_PRELOAD by harness/faults/shim.py, which also says what the variables mean:
     HUKOU_WATCHED   folder whose changes count (a real path)
     HUKOU_LOG       file to which each change that succeeded is appended (harness/faults/log.py reads it)
     HUKOU_FAULTS    control file by which a driver arms faults (struct control, below)

   The real call and its record happen under one mutex, so that the log's order is the disk's. A descriptor is looked
   up in /proc/self/fd each time: nothing has to be remembered about dup, fork or rename. Files are known by their
   inode, for a name may move while a descriptor stays open. What this cannot follow (a writable shared mapping, a
   hard link, O_SYNC) is written down as BLIND, and the harness then trusts nothing of that recording. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ != 8
#error "only 64-bit systems: off_t must hold what off64_t holds"
#endif

/* The same numbers stand in harness/faults/log.py. */
enum { START = 1, CREATE, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, MARK, BLIND, ALLOCATE };

struct header {
    uint32_t op, name_length, other_length, reserved;
    uint64_t inode, offset, data_length;
};

/* The same fields stand in harness/faults/shim.py (Faults). */
struct control {
    uint32_t armed;      /* 0: nothing is refused */
    uint32_t kinds;      /* which calls: bit 1 << op; 0: any */
    uint32_t error;      /* errno to give */
    uint32_t short_write; /* 1: the first call refused, if a write of several bytes, takes half of them */
    uint64_t after;      /* so many calls still succeed */
    uint64_t times;      /* so many calls are refused then; all ones: until disarmed */
    uint64_t calls;      /* counts every changing call */
    uint64_t given;      /* counts the faults given */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char watched[PATH_MAX];
static size_t watched_length;
static int log_handle = -1;
static struct control *control;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

/* ---- which files */

/* The path below the watched folder ("" for the folder itself), or NULL. */
static const char *below(const char *path) {
    if (!watched_length || strncmp(path, watched, watched_length)) return NULL;
    if (path[watched_length] == '\0') return path + watched_length;
    return path[watched_length] == '/' ? path + watched_length + 1 : NULL;
}

static int ends_with(const char *path, const char *end) {
    size_t length = strlen(path), wanted = strlen(end);
    return length >= wanted && !strcmp(path + length - wanted, end);
}

/* The index of the log is shared memory in a file: it dies with the power and is no part of the disk. */
static int memory_only(const char *path) { return ends_with(path, "-shm"); }

static int path_of(int handle, char *path) {
    char link[64] = "/proc/self/fd/";
    char digits[16];
    int at = 0, out = 14;
    if (handle < 0) return 0;
    do digits[at++] = (char)('0' + handle % 10);
    while ((handle /= 10));
    while (at) link[out++] = digits[--at];
    link[out] = '\0';
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = '\0';
    return 1;
}

/* The real path of a name that may not exist: its folder is resolved, its last part is taken as it stands. */
static int resolved(int folder, const char *name, char *path) {
    char whole[PATH_MAX], base[NAME_MAX + 1];
    if (!name || strlen(name) >= PATH_MAX) return 0;
    if (name[0] == '/') {
        strcpy(whole, name);
    } else {
        if (folder == AT_FDCWD ? !getcwd(whole, sizeof whole) : !path_of(folder, whole)) return 0;
        if (strlen(whole) + strlen(name) + 2 > sizeof whole) return 0;
        strcat(strcat(whole, "/"), name);
    }
    size_t length = strlen(whole);
    while (length > 1 && whole[length - 1] == '/') whole[--length] = '\0';
    char *slash = strrchr(whole, '/');
    if (strlen(slash + 1) > NAME_MAX) return 0;
    strcpy(base, slash + 1);
    *slash = '\0';
    if (!realpath(*whole ? whole : "/", path)) return 0;
    if (strlen(path) + strlen(base) + 2 > PATH_MAX) return 0;
    if (strcmp(path, "/")) strcat(path, "/");
    strcat(path, base);
    return 1;
}

static uint64_t inode_at(const char *path) {
    struct stat found;
    return lstat(path, &found) ? 0 : (uint64_t)found.st_ino;
}

/* ---- what is written down */

static void note(uint32_t op, const char *name, const char *other, uint64_t inode, uint64_t offset,
                 const struct iovec *data, int parts, uint64_t length) {
    if (log_handle < 0) return;
    struct header header = {op, (uint32_t)strlen(name), (uint32_t)strlen(other), 0, inode, offset, length};
    struct iovec out[35] = {
        {&header, sizeof header}, {(void *)name, header.name_length}, {(void *)other, header.other_length}};
    int count = 3;
    size_t total = sizeof header + header.name_length + header.other_length + length;
    for (int part = 0; part < parts && length; part++) {
        size_t taken = data[part].iov_len < length ? data[part].iov_len : length;
        out[count].iov_base = data[part].iov_base;
        out[count++].iov_len = taken;
        length -= taken;
    }
    int kept = errno;
    if (REAL(writev)(log_handle, out, count) != (ssize_t)total) abort();
    errno = kept;
}

static void blind(const char *name, const char *why) { note(BLIND, name, why, 0, 0, NULL, 0, 0); }

/* ---- what is refused */

/* 0: go on; 1: refuse, errno is set; 2: take half of the write. */
static int refused(uint32_t op, int may_be_short) {
    if (!control) return 0;
    __atomic_add_fetch(&control->calls, 1, __ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&control->armed, __ATOMIC_SEQ_CST)) return 0;
    if (control->kinds && !(control->kinds & (1u << op))) return 0;
    if (control->after) {
        control->after--;
        return 0;
    }
    if (!control->times) return 0;
    if (control->times != UINT64_MAX) control->times--;
    __atomic_add_fetch(&control->given, 1, __ATOMIC_SEQ_CST);
    if (control->short_write && may_be_short) {
        control->short_write = 0;
        return 2;
    }
    errno = (int)control->error;
    return 1;
}

/* ---- starting */

__attribute__((constructor)) static void start(void) {
    const char *folder = getenv("HUKOU_WATCHED"), *log = getenv("HUKOU_LOG"), *faults = getenv("HUKOU_FAULTS");
    if (!folder || strlen(folder) >= sizeof watched) return;
    strcpy(watched, folder);
    watched_length = strlen(watched);
    if (log) {
        int handle = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        /* high, out of the way of programs that count on small numbers */
        log_handle = handle < 0 ? -1 : fcntl(handle, F_DUPFD_CLOEXEC, 700);
        if (log_handle < 0) abort();
        close(handle);
        note(START, "", "", inode_at(watched), 0, NULL, 0, 0);
    }
    if (faults) {
        int handle = REAL(open)(faults, O_RDWR | O_CLOEXEC);
        if (handle < 0) abort();
        void *mapped = REAL(mmap)(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
        if (mapped == MAP_FAILED) abort();
        control = mapped;
        close(handle);
    }
}

/* ---- opening */

static int opened(int folder, const char *name, int flags, mode_t mode) {
    __typeof__(&openat) call = REAL(openat);
    int changing = flags & (O_CREAT | O_TRUNC);
    if (!watched_length || (!changing && !(flags & (O_SYNC | O_DSYNC)))) return call(folder, name, flags, mode);
    pthread_mutex_lock(&mutex);
    char path[PATH_MAX];
    struct stat before;
    const char *inside = resolved(folder, name, path) ? below(path) : NULL;
    int existed = !fstatat(folder, name, &before, 0);
    int truncates = existed && (flags & O_TRUNC) && before.st_size;
    int handle = -1;
    if (!inside || !((changing & O_CREAT && !existed) || truncates) || !refused(existed ? TRUNCATE : CREATE, 0))
        handle = call(folder, name, flags, mode);
    if (handle >= 0 && inside && !memory_only(path) && path_of(handle, path) && (inside = below(path))) {
        struct stat after;
        fstat(handle, &after);
        if (changing & O_CREAT && !existed) note(CREATE, inside, "", after.st_ino, 0, NULL, 0, 0);
        if (truncates) note(TRUNCATE, inside, "", after.st_ino, 0, NULL, 0, 0);
        if (flags & (O_SYNC | O_DSYNC)) blind(inside, "O_SYNC");
        if ((flags & O_TMPFILE) == O_TMPFILE) blind(inside, "O_TMPFILE");
    }
    pthread_mutex_unlock(&mutex);
    return handle;
}

#define MODE(last)                                                \
    mode_t mode = 0;                                              \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {    \
        va_list rest;                                             \
        va_start(rest, last);                                     \
        mode = va_arg(rest, mode_t);                              \
        va_end(rest);                                             \
    }

int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE(flags) return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE(flags) return opened(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* ---- writing */

enum { HERE = -1 };

/* What is at hand: the path, its part below the watched folder (NULL: not ours), and whether it is a mark. */
struct target {
    char path[PATH_MAX];
    const char *inside;
    int mark;
    struct stat found;
};

static int ours(int handle, struct target *target) {
    target->inside = NULL;
    target->mark = 0;
    if (!watched_length || !path_of(handle, target->path)) return 0;
    target->inside = below(target->path);
    target->mark = !target->inside && ends_with(target->path, "/acknowledged.mark");
    return (target->inside || target->mark) && !fstat(handle, &target->found) && !S_ISFIFO(target->found.st_mode);
}

static ssize_t put(int handle, const struct iovec *data, int parts, off_t at) {
    if (at == HERE)
        return parts == 1 ? REAL(write)(handle, data->iov_base, data->iov_len)
                          : REAL(writev)(handle, data, parts);
    return parts == 1 ? REAL(pwrite)(handle, data->iov_base, data->iov_len, at)
                      : REAL(pwritev)(handle, data, parts, at);
}

static ssize_t written(int handle, const struct iovec *data, int parts, off_t at) {
    struct target target;
    if (!ours(handle, &target)) return put(handle, data, parts, at);
    pthread_mutex_lock(&mutex);
    /* as many as a record can hold; the caller sees a short write and comes back */
    if (parts > 32) parts = 32;
    fstat(handle, &target.found);
    off_t start = at;
    if (at == HERE)
        start = fcntl(handle, F_GETFL) & O_APPEND ? target.found.st_size : lseek(handle, 0, SEEK_CUR);
    ssize_t done = -1;
    int how = target.mark ? 0 : refused(WRITE, parts == 1 && data->iov_len > 1);
    struct iovec half = {data->iov_base, data->iov_len / 2};
    if (how == 2) data = &half;
    if (how != 1) done = put(handle, data, parts, at);
    if (done > 0 && target.mark)
        note(MARK, "", "", 0, 0, data, parts, (uint64_t)done);
    else if (done > 0 && !memory_only(target.path))
        note(WRITE, target.inside, "", target.found.st_ino, (uint64_t)start, data, parts, (uint64_t)done);
    pthread_mutex_unlock(&mutex);
    return done;
}

ssize_t write(int handle, const void *data, size_t size) {
    struct iovec one = {(void *)data, size};
    return written(handle, &one, 1, HERE);
}
ssize_t pwrite(int handle, const void *data, size_t size, off_t at) {
    struct iovec one = {(void *)data, size};
    return written(handle, &one, 1, at);
}
ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) { return pwrite(handle, data, size, at); }
ssize_t writev(int handle, const struct iovec *data, int parts) { return written(handle, data, parts, HERE); }
ssize_t pwritev(int handle, const struct iovec *data, int parts, off_t at) { return written(handle, data, parts, at); }
ssize_t pwritev64(int handle, const struct iovec *data, int parts, off64_t at) {
    return written(handle, data, parts, at);
}

/* Copies inside the kernel cannot be read here; refused in the way that makes a program copy by hand. */
static int copies_into(int handle) {
    struct target target;
    return ours(handle, &target);
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    if (!copies_into(to)) return REAL(sendfile)(to, from, at, size);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, at, size); }
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t size, unsigned flags) {
    if (!copies_into(to)) return REAL(copy_file_range)(from, from_at, to, to_at, size, flags);
    errno = EINVAL;
    return -1;
}

/* ---- one call on a descriptor */

#define CHANGES(handle, op, call, failed, noted)                                   \
    struct target target;                                                          \
    if (!ours(handle, &target) || target.mark) return call;                        \
    pthread_mutex_lock(&mutex);                                                    \
    __typeof__(call) done = refused(op, 0) ? (failed) : (call);                    \
    if (done == 0 && !memory_only(target.path)) noted;                             \
    pthread_mutex_unlock(&mutex);                                                  \
    return done

#define NOTED(op, at) note(op, target.inside, "", target.found.st_ino, (uint64_t)(at), NULL, 0, 0)

int ftruncate(int handle, off_t size) {
    CHANGES(handle, TRUNCATE, REAL(ftruncate)(handle, size), -1, NOTED(TRUNCATE, size));
}
int ftruncate64(int handle, off64_t size) { return ftruncate(handle, size); }
int fsync(int handle) { CHANGES(handle, SYNC, REAL(fsync)(handle), -1, NOTED(SYNC, 0)); }
int fdatasync(int handle) { CHANGES(handle, SYNC, REAL(fdatasync)(handle), -1, NOTED(SYNC, 0)); }
/* Room that is set aside makes the file longer and changes no byte of it; other modes of it are not followed. */
int fallocate(int handle, int mode, off_t at, off_t size) {
    CHANGES(handle, ALLOCATE, REAL(fallocate)(handle, mode, at, size), -1,
            (mode ? blind(target.inside, "fallocate with a mode") : NOTED(ALLOCATE, at + size)));
}
int fallocate64(int handle, int mode, off64_t at, off64_t size) { return fallocate(handle, mode, at, size); }
int posix_fallocate(int handle, off_t at, off_t size) {
    CHANGES(handle, ALLOCATE, REAL(posix_fallocate)(handle, at, size), errno, NOTED(ALLOCATE, at + size));
}
int posix_fallocate64(int handle, off64_t at, off64_t size) { return posix_fallocate(handle, at, size); }
int truncate(const char *name, off_t size) {
    int handle = open(name, O_WRONLY | O_CLOEXEC);
    if (handle < 0) return -1;
    int done = ftruncate(handle, size), kept = errno;
    close(handle);
    errno = kept;
    return done;
}
int truncate64(const char *name, off64_t size) { return truncate(name, size); }

void *mmap(void *at, size_t size, int access, int flags, int handle, off_t offset) {
    struct target target;
    int shared = (flags & MAP_SHARED) && (access & PROT_WRITE) && handle >= 0;
    if (shared && ours(handle, &target) && target.inside && !memory_only(target.path)) {
        pthread_mutex_lock(&mutex);
        blind(target.inside, "mmap");
        pthread_mutex_unlock(&mutex);
    }
    return REAL(mmap)(at, size, access, flags, handle, offset);
}
void *mmap64(void *at, size_t size, int access, int flags, int handle, off64_t offset) {
    return mmap(at, size, access, flags, handle, offset);
}

/* ---- names */

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    const char *source = watched_length && resolved(from_folder, from, old) ? below(old) : NULL;
    const char *goal = watched_length && resolved(to_folder, to, new) ? below(new) : NULL;
    pthread_mutex_lock(&mutex);
    uint64_t inode = source ? inode_at(old) : 0;
    int done = -1;
    if (!(source || goal) || !refused(RENAME, 0))
        done = flags ? REAL(renameat2)(from_folder, from, to_folder, to, flags)
                     : REAL(renameat)(from_folder, from, to_folder, to);
    if (!done && source && goal && !flags)
        note(RENAME, source, goal, inode, 0, NULL, 0, 0);
    else if (!done && (source || goal))
        blind(source ? source : goal, "rename across the edge of what is watched");
    pthread_mutex_unlock(&mutex);
    return done;
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renamed(from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    return renamed(from_folder, from, to_folder, to, flags);
}

static int removed(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    const char *inside = watched_length && resolved(folder, name, path) ? below(path) : NULL;
    pthread_mutex_lock(&mutex);
    uint64_t inode = inside ? inode_at(path) : 0;
    uint32_t op = flags & AT_REMOVEDIR ? RMDIR : UNLINK;
    /* what is not there cannot be removed: the real call says so, and it is no change to be counted */
    int done = inside && inode && refused(op, 0) ? -1 : REAL(unlinkat)(folder, name, flags);
    if (!done && inside && !memory_only(path)) note(op, inside, "", inode, 0, NULL, 0, 0);
    pthread_mutex_unlock(&mutex);
    return done;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    struct stat found;
    return removed(AT_FDCWD, name, !lstat(name, &found) && S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}

int mkdirat(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    const char *inside = watched_length && resolved(folder, name, path) ? below(path) : NULL;
    pthread_mutex_lock(&mutex);
    int existed = inside && inode_at(path);
    int done = inside && !existed && refused(MKDIR, 0) ? -1 : REAL(mkdirat)(folder, name, mode);
    if (!done && inside) note(MKDIR, inside, "", inode_at(path), 0, NULL, 0, 0);
    pthread_mutex_unlock(&mutex);
    return done;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

/* Not used by what is tried here. If that changes, the recording says so instead of being wrong. */
static int linked(const char *to, int folder) {
    char path[PATH_MAX];
    const char *inside = watched_length && resolved(folder, to, path) ? below(path) : NULL;
    if (inside) blind(inside, "a link");
    return 0;
}
int link(const char *from, const char *to) { return linked(to, AT_FDCWD) + REAL(link)(from, to); }
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    return linked(to, to_folder) + REAL(linkat)(from_folder, from, to_folder, to, flags);
}
int symlink(const char *from, const char *to) { return linked(to, AT_FDCWD) + REAL(symlink)(from, to); }
int symlinkat(const char *from, int folder, const char *to) {
    return linked(to, folder) + REAL(symlinkat)(from, folder, to);
}

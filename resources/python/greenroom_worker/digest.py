"""The digest of a model's files: SHA-256 over the lines `path NUL size NUL sha256 LF`, sorted by the bytes of the path."""
import hashlib
import os


class UnsafeFile(Exception):
    """A link or device where only plain files may be."""


def digest_folder(folder):
    """Gives the digest of all files below the folder, in hex."""
    lines = sorted(_list_files(os.fsencode(folder), b""))
    digest = hashlib.sha256()
    for path in lines:
        size, file_hash = _hash_file(os.path.join(os.fsencode(folder), path))
        digest.update(b"%s\0%d\0%s\n" % (path.replace(os.fsencode(os.sep), b"/"), size, file_hash))
    return digest.hexdigest()


def _list_files(root, prefix):
    with os.scandir(os.path.join(root, prefix)) as entries:
        for entry in entries:
            path = os.path.join(prefix, entry.name)
            if entry.is_symlink():
                raise UnsafeFile(os.fsdecode(path))
            if entry.is_dir():
                for below in _list_files(root, path):
                    yield below
            elif entry.is_file():
                yield path
            else:
                raise UnsafeFile(os.fsdecode(path))


def _hash_file(path):
    digest = hashlib.sha256()
    size = 0
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest().encode("ascii")

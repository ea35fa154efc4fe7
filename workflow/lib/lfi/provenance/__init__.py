"""What a result depends on: config leaves, inputs' contents, and the meaning of the code that made it."""

from lfi.provenance.code import code, forget
from lfi.provenance.digests import digest, file_digest, file_digests

__all__ = ["code", "digest", "file_digest", "file_digests", "forget"]

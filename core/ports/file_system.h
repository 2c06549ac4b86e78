// The one virtual port: files as a broker's log and checkpoints need them.
//
// Calls are synchronous, because page-cache writes and recovery are. What is written is in the page
// cache; only `sync` makes it durable. A kill of the process keeps the page cache, a power cut does
// not. The simulated twin lives in sim/disk, the real one in core/posix. Passed per call through
// the context and never stored, so that a node stays a value.
//
// Paths are relative to the node's data root, with '/' between parts:
// "orders-0/00000000000000000000.log". A FileId is valid until `close`, until its file is removed,
// or until the node's process ends. Renaming a file keeps its open ids. Errors are values:
// NotFound, AlreadyExists, Io, NoSpace, OutOfRange.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/strong.h"

namespace barnabas {

using FileId = StrongInt<struct FileIdTag, std::uint32_t>;
inline constexpr FileId kNoFile{UINT32_MAX};

// How a file is used; an implementation may lay it out accordingly.
enum class FileUse : std::uint8_t {
  Log,    // append-only pieces, read as slices, truncated at the end
  Index,  // small, appended and truncated, read as one span
  Text,   // checkpoints: written whole
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<void> make_directory(std::string_view path) = 0;  // with parents; existing is fine
  virtual Result<void> remove_directory(std::string_view path) = 0;  // must be empty
  virtual bool exists(std::string_view path) const = 0;
  virtual Result<std::vector<std::string>> list(
      std::string_view directory) const = 0;  // names, sorted

  // Opens an existing file, or makes an empty one when `create`.
  virtual Result<FileId> open(std::string_view path, FileUse use, bool create) = 0;
  virtual void close(FileId file) = 0;
  virtual std::uint64_t size(FileId file) const = 0;

  // Appends prefix then tail as one write. On an error, nothing or a part of it may have been
  // written.
  virtual Result<void> append(FileId file, ByteSpan prefix, const SharedBytes& tail) = 0;
  virtual Result<void> write_at(FileId file, std::uint64_t position, ByteSpan bytes) = 0;
  // Fills `out` completely, or fails with OutOfRange.
  virtual Result<void> read_at(FileId file, std::uint64_t position,
                               std::span<std::uint8_t> out) const = 0;
  // The whole content of an Index or Text file. Valid until the next call on this file.
  virtual ByteSpan view(FileId file) const = 0;

  virtual Result<void> truncate(FileId file, std::uint64_t size) = 0;
  virtual Result<void> sync(FileId file) = 0;  // content and, for a new file, its name
  virtual Result<void> rename(std::string_view from, std::string_view to) = 0;  // replaces `to`
  virtual Result<void> remove(std::string_view path) = 0;
  virtual Result<void> sync_directory(
      std::string_view path) = 0;  // makes renames and removals durable
};

}  // namespace barnabas

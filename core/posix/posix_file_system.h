// The file port over a real directory: the data root of one broker in the real world.
//
// Log files are written by pwritev and served by sendfile (see SliceRef); index and text files are
// seen through read-only mappings; sync is fdatasync plus, for a new name, fsync of its
// directories. The root is locked by its .lock file, as Kafka does, for as long as this object
// lives; the lock also excludes a Kafka broker, whose lock is a record lock on the same file.
//
// Differences from a bare POSIX directory, in both worlds alike: no holes (OutOfRange), and the ids
// of a file that is removed or replaced end with it.
//
// Kafka: LogManager.lockLogDirs, FileRecords, AbstractIndex, Utils.flushDir (3.9).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/file_system.h"
#include "core/posix/descriptor.h"
#include "core/posix/open_file.h"
#include "core/posix/slice_ref.h"
#include "core/record/file_slice.h"

namespace barnabas::posix {

class PosixFileSystem final : public FileSystem {
 public:
  // Makes the directory if need be, and locks it. AlreadyExists: somebody else holds the lock.
  static Result<std::unique_ptr<PosixFileSystem>> open_root(const std::string& root);

  Result<void> make_directory(std::string_view path) override;
  Result<void> remove_directory(std::string_view path) override;
  bool exists(std::string_view path) const override;
  Result<std::vector<std::string>> list(std::string_view directory) const override;
  Result<FileId> open(std::string_view path, FileUse use, bool create) override;
  void close(FileId file) override;
  std::uint64_t size(FileId file) const override;
  Result<void> append(FileId file, ByteSpan prefix, const SharedBytes& tail) override;
  Result<void> write_at(FileId file, std::uint64_t position, ByteSpan bytes) override;
  Result<void> read_at(FileId file, std::uint64_t position,
                       std::span<std::uint8_t> out) const override;
  ByteSpan view(FileId file) const override;
  Result<void> truncate(FileId file, std::uint64_t size) override;
  Result<void> sync(FileId file) override;
  Result<void> rename(std::string_view from, std::string_view to) override;
  Result<void> remove(std::string_view path) override;
  Result<void> sync_directory(std::string_view path) override;

  // Leases a slice for sending; what changes in the file afterwards does not change the slice.
  Result<SliceRef> resolve(const record::FileSlice& slice);

 private:
  struct Handle {
    std::shared_ptr<OpenFile> file;  // shared by all ids of one file
    FileUse use = FileUse::Log;
  };
  PosixFileSystem(Descriptor root, Descriptor lock);

  OpenFile* find_open(FileId file) const;
  Result<std::shared_ptr<OpenFile>> open_path(const std::string& path, bool create);
  void close_path(const std::string& path);
  void move_paths(const std::string& from, const std::string& to);
  Result<bool> is_directory(const std::string& path) const;
  Result<void> check_rename(const std::string& from, const std::string& to) const;
  Result<void> fsync_directory(const std::string& path);
  Result<void> sync_name(const std::string& path);

  Descriptor root_;
  Descriptor lock_;
  std::map<FileId, Handle> handles_;
  // By current path. A file outlives its handles for as long as a slice of it is leased.
  std::map<std::string, std::weak_ptr<OpenFile>> open_files_;
  std::set<std::string> new_names_;  // made here, and not yet made durable
  std::uint32_t next_file_ = 0;
};

}  // namespace barnabas::posix

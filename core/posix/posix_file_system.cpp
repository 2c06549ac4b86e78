#include "core/posix/posix_file_system.h"

#include "core/base/check.h"
#include "core/ports/file_path.h"

namespace barnabas::posix {

namespace {

Error not_open() { return {Errc::NotFound, "the file is not open"}; }
Error bad_path(std::string_view path) {
  return {Errc::Invalid, "not a path below the data root: '" + std::string(path) + "'"};
}

const std::string& key_of(const std::string& path) { return path; }
template <class Value>
const std::string& key_of(const std::pair<const std::string, Value>& entry) {
  return entry.first;
}

// What is at or below `from` in an ordered container of paths.
template <class Paths>
std::vector<std::string> paths_within(const Paths& paths, const std::string& from) {
  std::vector<std::string> within;
  for (auto it = paths.lower_bound(from); it != paths.end(); ++it) {
    const std::string& path = key_of(*it);
    if (path.compare(0, from.size(), from) != 0) break;
    if (path.size() == from.size() || path[from.size()] == '/') within.push_back(path);
  }
  return within;
}

}  // namespace

// --- open files

OpenFile* PosixFileSystem::find_open(FileId file) const {
  const auto found = handles_.find(file);
  return found == handles_.end() ? nullptr : found->second.file.get();
}

void PosixFileSystem::close_path(const std::string& path) {
  const auto found = open_files_.find(path);
  if (found == open_files_.end()) return;
  const std::shared_ptr<OpenFile> file = found->second.lock();
  open_files_.erase(found);
  if (file == nullptr) return;
  for (auto it = handles_.begin(); it != handles_.end();) {
    it = it->second.file == file ? handles_.erase(it) : std::next(it);
  }
}

Result<FileId> PosixFileSystem::open(std::string_view path, FileUse use, bool create) {
  if (!is_file_path(path)) return bad_path(path);
  const std::string name(path);
  Handle handle;
  handle.use = use;
  const auto found = open_files_.find(name);
  if (found != open_files_.end()) handle.file = found->second.lock();
  if (handle.file == nullptr) {
    Result<std::shared_ptr<OpenFile>> opened = open_path(name, create);
    if (!opened) return opened.error();
    handle.file = *opened;
    open_files_[name] = handle.file;
  }
  const FileId file(next_file_++);
  BARNABAS_CHECK(file != kNoFile);
  handles_.emplace(file, std::move(handle));
  return file;
}

void PosixFileSystem::close(FileId file) {
  const auto found = handles_.find(file);
  if (found == handles_.end()) return;
  const std::string path = found->second.file->path();
  handles_.erase(found);
  const auto open_file = open_files_.find(path);
  if (open_file != open_files_.end() && open_file->second.expired()) open_files_.erase(open_file);
}

std::uint64_t PosixFileSystem::size(FileId file) const {
  const OpenFile* open_file = find_open(file);
  return open_file == nullptr ? 0 : open_file->size();
}

Result<void> PosixFileSystem::append(FileId file, ByteSpan prefix, const SharedBytes& tail) {
  OpenFile* open_file = find_open(file);
  if (open_file == nullptr) return not_open();
  return open_file->append(prefix, tail.span());
}

Result<void> PosixFileSystem::write_at(FileId file, std::uint64_t position, ByteSpan bytes) {
  OpenFile* open_file = find_open(file);
  if (open_file == nullptr) return not_open();
  return open_file->write_at(position, bytes);
}

Result<void> PosixFileSystem::read_at(FileId file, std::uint64_t position,
                                      std::span<std::uint8_t> out) const {
  const OpenFile* open_file = find_open(file);
  if (open_file == nullptr) return not_open();
  return open_file->read_at(position, out);
}

ByteSpan PosixFileSystem::view(FileId file) const {
  const auto found = handles_.find(file);
  if (found == handles_.end()) return {};
  BARNABAS_CHECK(found->second.use != FileUse::Log);
  return found->second.file->view();
}

Result<void> PosixFileSystem::truncate(FileId file, std::uint64_t size) {
  OpenFile* open_file = find_open(file);
  if (open_file == nullptr) return not_open();
  return open_file->truncate(size);
}

Result<void> PosixFileSystem::sync(FileId file) {
  OpenFile* open_file = find_open(file);
  if (open_file == nullptr) return not_open();
  const Result<void> synced = open_file->sync_data();
  if (!synced) return synced;
  return sync_name(open_file->path());
}

Result<SliceRef> PosixFileSystem::resolve(const record::FileSlice& slice) {
  const auto found = handles_.find(FileId(slice.file));
  if (found == handles_.end()) return not_open();
  const std::shared_ptr<OpenFile>& file = found->second.file;
  const Result<std::shared_ptr<const SliceLease>> lease = file->lease(slice.position, slice.size);
  if (!lease) return lease.error();
  return SliceRef(*lease, file);
}

// --- durable names

// A new name needs its directory synced, and so does each new directory above it.
Result<void> PosixFileSystem::sync_name(const std::string& path) {
  std::string at = path;
  while (!at.empty()) {
    const std::string parent(parent_path(at));
    if (new_names_.count(at) > 0) {
      const Result<void> synced = fsync_directory(parent);
      if (!synced) return synced;
      new_names_.erase(at);
    }
    at = parent;
  }
  return {};
}

Result<void> PosixFileSystem::sync_directory(std::string_view path) {
  if (!is_directory_path(path)) return bad_path(path);
  const std::string directory(path);
  const Result<void> synced = fsync_directory(directory);
  if (!synced) return synced;
  for (auto it = new_names_.begin(); it != new_names_.end();) {
    it = parent_path(*it) == directory ? new_names_.erase(it) : std::next(it);
  }
  return sync_name(directory);
}

void PosixFileSystem::move_paths(const std::string& from, const std::string& to) {
  const auto moved = [&](const std::string& path) { return to + path.substr(from.size()); };
  for (const std::string& path : paths_within(open_files_, from)) {
    const std::weak_ptr<OpenFile> weak = open_files_.at(path);
    open_files_.erase(path);
    const std::shared_ptr<OpenFile> file = weak.lock();
    if (file == nullptr) continue;
    file->set_path(moved(path));
    open_files_[moved(path)] = weak;
  }
  for (const std::string& path : paths_within(new_names_, from)) {
    new_names_.erase(path);
    new_names_.insert(moved(path));
  }
}

}  // namespace barnabas::posix

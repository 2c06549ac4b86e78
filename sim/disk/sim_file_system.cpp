#include "sim/disk/sim_file_system.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/ports/file_path.h"
#include "sim/disk/path_pattern.h"

namespace barnabas::sim {

namespace {

Error not_open() { return {Errc::NotFound, "the file is not open"}; }
Error bad_path(std::string_view path) {
  return {Errc::Invalid, "not a path below the data root: '" + std::string(path) + "'"};
}
Error dead() { return {Errc::Io, "the process was killed in this step"}; }

constexpr std::uint16_t kChanges = static_cast<std::uint16_t>(
    kAnyOperation & ~operation_bit(FileOperation::List) & ~operation_bit(FileOperation::Open) &
    ~operation_bit(FileOperation::ReadAt));

}  // namespace

SimFileSystem::SimFileSystem(Disk& disk, bool records_changes)
    : disk_(disk), records_changes_(records_changes) {
  for (DiskFault& fault : disk_.faults_) {
    if (fault.in_one_step) fault.seen = 0;
  }
}

// --- what every operation has in common

SimFileSystem::Strike SimFileSystem::strike_with(const DiskFault& fault) const {
  Strike strike;
  strike.partial_bytes = fault.partial_bytes;
  if (fault.kind == DiskFault::Kind::Kill || fault.kind == DiskFault::Kind::PowerOff) {
    killed_ = true;
    killed_by_ = fault.id;
    lost_power_ = fault.kind == DiskFault::Kind::PowerOff;
    strike.error = dead();
  } else if (fault.kind == DiskFault::Kind::NoSpace) {
    strike.error = Error{Errc::NoSpace, "no space left on the device (injected)"};
  } else {
    strike.error = Error{Errc::Io, "input/output error (injected)"};
  }
  return strike;
}

SimFileSystem::Strike SimFileSystem::begin(FileOperation operation, std::string_view path) const {
  Strike strike;
  if (killed_) {
    strike.error = dead();
    return strike;
  }
  ++operations_;
  charge(disk_.settings_.costs.per_operation);
  if (disk_.is_stalled() && (kChanges & operation_bit(operation)) != 0) blocked_ = true;
  for (DiskFault& fault : disk_.faults_) {
    if ((fault.operations & operation_bit(operation)) == 0) continue;
    if (!path_matches(fault.path_contains, path)) continue;
    ++fault.seen;
    const bool strikes =
        fault.seen >= fault.nth && (fault.is_persistent || fault.seen - fault.nth < fault.times);
    if (strikes && !strike.error) strike = strike_with(fault);
  }
  return strike;
}

SimFileSystem::Strike SimFileSystem::begin(FileOperation operation, FileId file) const {
  const Disk::Handle* handle = disk_.find_handle(file);
  if (handle == nullptr && !killed_) {
    Strike strike;
    strike.error = not_open();
    return strike;
  }
  if (disk_.faults_.empty() || handle == nullptr) return begin(operation, std::string_view());
  return begin(operation, disk_.tree_.path_of(handle->node));
}

void SimFileSystem::charge(Duration cost) const {
  cost_ = cost_ + cost * disk_.settings_.slow_percent / 100;
}

void SimFileSystem::charge_bytes(std::uint64_t size, std::int64_t ns_per_kib) const {
  charge(nanoseconds(static_cast<std::int64_t>(size) * ns_per_kib / 1024));
}

void SimFileSystem::record(FileChange::Kind kind, FileNodeId node, std::uint64_t position,
                           std::uint64_t size) {
  if (!records_changes_) return;
  changes_.push_back({kind, disk_.tree_.path_of(node), "", position, size});
}

std::uint64_t SimFileSystem::free_bytes() const {
  const std::uint64_t used = disk_.used_bytes();
  const std::uint64_t capacity = disk_.settings_.capacity_bytes;
  return capacity > used ? capacity - used : 0;
}

// --- names

Result<void> SimFileSystem::make_directory(std::string_view path) {
  if (!is_directory_path(path)) return bad_path(path);
  Strike strike = begin(FileOperation::MakeDirectory, path);
  if (strike.error) return *strike.error;
  return disk_.tree_.make_directory(path);
}

Result<void> SimFileSystem::remove_directory(std::string_view path) {
  if (!is_file_path(path)) return bad_path(path);
  Strike strike = begin(FileOperation::RemoveDirectory, path);
  if (strike.error) return *strike.error;
  const std::optional<FileNodeId> node = disk_.tree_.find(path);
  const Result<void> removed = disk_.tree_.remove_directory(path);
  if (removed) disk_.forget(*node);
  return removed;
}

bool SimFileSystem::exists(std::string_view path) const {
  return is_directory_path(path) && disk_.tree_.find(path).has_value();
}

Result<std::vector<std::string>> SimFileSystem::list(std::string_view directory) const {
  if (!is_directory_path(directory)) return bad_path(directory);
  Strike strike = begin(FileOperation::List, directory);
  if (strike.error) return *strike.error;
  const std::optional<FileNodeId> node = disk_.tree_.find(directory);
  if (!node || !disk_.tree_.is_directory(*node)) {
    return Error{Errc::NotFound, "no such directory: " + std::string(directory)};
  }
  return disk_.tree_.list(*node);
}

Result<void> SimFileSystem::rename(std::string_view from, std::string_view to) {
  if (!is_file_path(from)) return bad_path(from);
  if (!is_file_path(to)) return bad_path(to);
  Strike strike = begin(FileOperation::Rename, from);
  if (strike.error) return *strike.error;
  const Result<FileTree::Renamed> renamed = disk_.tree_.rename(from, to);
  if (!renamed) return renamed.error();
  if (renamed->replaced) disk_.forget(*renamed->replaced);
  if (records_changes_) {
    changes_.push_back({FileChange::Kind::Renamed, std::string(from), std::string(to), 0, 0});
  }
  return {};
}

Result<void> SimFileSystem::remove(std::string_view path) {
  if (!is_file_path(path)) return bad_path(path);
  Strike strike = begin(FileOperation::Remove, path);
  if (strike.error) return *strike.error;
  const Result<FileNodeId> removed = disk_.tree_.remove(path);
  if (!removed) return removed.error();
  disk_.forget(*removed);
  if (records_changes_) {
    changes_.push_back({FileChange::Kind::Removed, std::string(path), "", 0, 0});
  }
  return {};
}

Result<void> SimFileSystem::sync_directory(std::string_view path) {
  if (!is_directory_path(path)) return bad_path(path);
  Strike strike = begin(FileOperation::SyncDirectory, path);
  if (strike.error) return *strike.error;
  const std::optional<FileNodeId> node = disk_.tree_.find(path);
  if (!node || !disk_.tree_.is_directory(*node)) {
    return Error{Errc::NotFound, "no such directory: " + std::string(path)};
  }
  charge(disk_.settings_.costs.per_sync);
  disk_.sync_or_wait(*node);
  return {};
}

// --- open files

Result<FileId> SimFileSystem::open(std::string_view path, FileUse use, bool create) {
  if (!is_file_path(path)) return bad_path(path);
  Strike strike = begin(FileOperation::Open, path);
  if (strike.error) return *strike.error;
  std::optional<FileNodeId> node = disk_.tree_.find(path);
  if (!node && !create) {
    return Error{Errc::NotFound, "no such file: " + std::string(path)};
  }
  if (node && disk_.tree_.is_directory(*node)) {
    return Error{Errc::Invalid, "is a directory: " + std::string(path)};
  }
  if (!node) {
    blocked_ = blocked_ || disk_.is_stalled();
    const Result<FileNodeId> created = disk_.tree_.create_file(path, use == FileUse::Log);
    if (!created) return created.error();
    node = *created;
    record(FileChange::Kind::Created, *node, 0, 0);
  }
  disk_.lay_out_for(*node, use);
  return disk_.open_handle(*node, use);
}

void SimFileSystem::close(FileId file) {
  if (!killed_ && disk_.find_handle(file) != nullptr) disk_.handles_.write().erase(file);
}

std::uint64_t SimFileSystem::size(FileId file) const {
  const Disk::Handle* handle = disk_.find_handle(file);
  return handle == nullptr ? 0 : disk_.tree_.file(handle->node).content.size();
}

void SimFileSystem::append_part(FileNodeId node, ByteSpan prefix, const SharedBytes& tail,
                                std::uint64_t size) {
  if (size == 0) return;
  const std::uint64_t position = disk_.tree_.file(node).content.size();
  const std::uint64_t from_prefix = std::min<std::uint64_t>(size, prefix.size());
  const auto from_tail = static_cast<std::uint32_t>(size - from_prefix);
  disk_.tree_.append(node, prefix.first(from_prefix),
                     from_tail == tail.size() ? tail : tail.slice(0, from_tail));
  charge_bytes(size, disk_.settings_.costs.write_ns_per_kib);
  disk_.cache_.written(node, position, size);
  record(FileChange::Kind::Appended, node, position, size);
}

Result<void> SimFileSystem::append(FileId file, ByteSpan prefix, const SharedBytes& tail) {
  const bool was_killed = killed_;
  Strike strike = begin(FileOperation::Append, file);
  const Disk::Handle* handle = disk_.find_handle(file);
  if (handle == nullptr || was_killed) return *strike.error;
  const std::uint64_t size = prefix.size() + tail.size();
  if (strike.error) {
    append_part(handle->node, prefix, tail, std::min({size, strike.partial_bytes, free_bytes()}));
    return *strike.error;
  }
  const std::uint64_t fits = std::min(size, free_bytes());
  append_part(handle->node, prefix, tail, fits);
  if (fits < size) return Error{Errc::NoSpace, "no space left on the device"};
  return {};
}

Result<void> SimFileSystem::write_at(FileId file, std::uint64_t position, ByteSpan bytes) {
  Strike strike = begin(FileOperation::WriteAt, file);
  if (strike.error) return *strike.error;
  const FileNodeId node = disk_.find_handle(file)->node;
  const std::uint64_t size = disk_.tree_.file(node).content.size();
  if (position > size) return Error{Errc::OutOfRange, "a write may not leave a hole"};
  const std::uint64_t room = free_bytes();
  const std::uint64_t fits = room < UINT64_MAX - size ? size - position + room : UINT64_MAX;
  const ByteSpan part = bytes.first(std::min<std::uint64_t>(bytes.size(), fits));
  if (!part.empty()) {
    disk_.tree_.write_at(node, position, part);
    charge_bytes(part.size(), disk_.settings_.costs.write_ns_per_kib);
    disk_.cache_.written(node, position, part.size());
    record(FileChange::Kind::Written, node, position, part.size());
  }
  if (part.size() < bytes.size()) return Error{Errc::NoSpace, "no space left on the device"};
  return {};
}

Result<void> SimFileSystem::read_at(FileId file, std::uint64_t position,
                                    std::span<std::uint8_t> out) const {
  Strike strike = begin(FileOperation::ReadAt, file);
  if (strike.error) return *strike.error;
  const FileContent& content = disk_.tree_.file(disk_.find_handle(file)->node).content;
  if (position > content.size() || out.size() > content.size() - position) {
    return Error{Errc::OutOfRange, "a read may not reach behind the end of the file"};
  }
  content.read(position, out);
  charge_bytes(out.size(), disk_.settings_.costs.read_ns_per_kib);
  cost_ = cost_ + disk_.miss_cost(disk_.find_handle(file)->node, position, out.size());
  return {};
}

ByteSpan SimFileSystem::view(FileId file) const {
  const Disk::Handle* handle = disk_.find_handle(file);
  if (handle == nullptr) return {};
  BARNABAS_CHECK(handle->use != FileUse::Log);
  return disk_.tree_.file(handle->node).content.view();
}

Result<void> SimFileSystem::truncate(FileId file, std::uint64_t size) {
  Strike strike = begin(FileOperation::Truncate, file);
  if (strike.error) return *strike.error;
  const FileNodeId node = disk_.find_handle(file)->node;
  const std::uint64_t before = disk_.tree_.file(node).content.size();
  if (size > before) return Error{Errc::OutOfRange, "a truncation may not extend the file"};
  if (size == before) return {};
  disk_.tree_.truncate(node, size);
  record(FileChange::Kind::Truncated, node, size, before - size);
  return {};
}

Result<void> SimFileSystem::sync(FileId file) {
  Strike strike = begin(FileOperation::Sync, file);
  if (strike.error) return *strike.error;
  const FileNodeId node = disk_.find_handle(file)->node;
  const std::uint64_t unsynced = disk_.tree_.file(node).unsynced_bytes();
  charge(disk_.settings_.costs.per_sync);
  const std::uint64_t end = disk_.tree_.file(node).content.size();
  charge(disk_.device_cost(node, end - unsynced, unsynced, disk_.settings_.costs.sync_ns_per_kib));
  if (unsynced > 0) disk_.move_head(node, end);
  disk_.sync_or_wait(node);
  if (!disk_.is_stalled()) {
    record(FileChange::Kind::Synced, node, disk_.tree_.file(node).content.size() - unsynced,
           unsynced);
  }
  return {};
}

}  // namespace barnabas::sim

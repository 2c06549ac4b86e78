#include "sim/disk/disk.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/ports/file_path.h"

namespace barnabas::sim {

namespace {

Error not_open() { return {Errc::NotFound, "the file is not open"}; }
Error no_file(std::string_view path) {
  return {Errc::NotFound, "no such file: " + std::string(path)};
}

std::vector<std::string> paths_of(const std::vector<FileTree::Entry>& entries) {
  std::vector<std::string> paths;
  for (const FileTree::Entry& entry : entries) paths.push_back(entry.path);
  return paths;
}

}  // namespace

// --- handles

const Disk::Handle* Disk::find_handle(FileId file) const {
  const auto found = handles_->find(file);
  return found == handles_->end() ? nullptr : &found->second;
}

FileId Disk::open_handle(FileNodeId node, FileUse use) {
  const FileId file(next_file_++);
  BARNABAS_CHECK(file != kNoFile);
  Handle handle;
  handle.node = node;
  handle.use = use;
  handles_.write().emplace(file, handle);
  return file;
}

void Disk::lay_out_for(FileNodeId node, FileUse use) {
  const bool in_pieces = use == FileUse::Log;
  if (tree_.file(node).content.is_in_pieces() == in_pieces) return;
  for (const auto& entry : *handles_) {
    if (in_pieces && entry.second.node == node) return;
  }
  tree_.set_layout(node, in_pieces);
}

void Disk::forget(FileNodeId node) {
  std::map<FileId, Handle>& handles = handles_.write();
  for (auto it = handles.begin(); it != handles.end();) {
    it = it->second.node == node ? handles.erase(it) : std::next(it);
  }
  waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), node), waiting_.end());
  cache_.forget(node);
  if (head_file_ == node) head_file_.reset();
}

Result<std::string> Disk::path_of(FileId file) const {
  const Handle* handle = find_handle(file);
  if (handle == nullptr) return not_open();
  return tree_.path_of(handle->node);
}

// --- the device

void Disk::disarm(std::uint64_t id) {
  const auto is_his = [id](const DiskFault& fault) { return fault.id == id; };
  faults_.erase(std::remove_if(faults_.begin(), faults_.end(), is_his), faults_.end());
}

Duration Disk::device_cost(FileNodeId node, std::uint64_t position, std::uint64_t size,
                           std::int64_t ns_per_kib) const {
  if (size == 0) return {};
  const bool goes_on = head_file_ == node && head_position_ == position;
  const Duration transfer = nanoseconds(static_cast<std::int64_t>(size) * ns_per_kib / 1024);
  return goes_on ? transfer : settings_.costs.seek + transfer;
}

void Disk::move_head(FileNodeId node, std::uint64_t position) {
  if (settings_.costs.seek.ns == 0) return;
  head_file_ = node;
  head_position_ = position;
}

Duration Disk::miss_cost(FileNodeId node, std::uint64_t position, std::uint64_t size) {
  const std::uint64_t missed = cache_.read(node, position, size);
  if (missed == 0) return {};
  const std::uint64_t from = position + size - missed;
  const Duration cost = device_cost(node, from, missed, settings_.costs.miss_ns_per_kib);
  move_head(node, position + size);
  return cost * settings_.slow_percent / 100;
}

void Disk::set_stalled(bool stalled) {
  stalled_ = stalled;
  if (stalled) return;
  const std::vector<FileNodeId> waiting = std::move(waiting_);
  waiting_.clear();
  for (const FileNodeId node : waiting) sync_or_wait(node);
}

void Disk::sync_or_wait(FileNodeId node) {
  if (stalled_) {
    waiting_.push_back(node);
  } else if (tree_.is_directory(node)) {
    tree_.sync_directory(node);
  } else {
    tree_.sync_file(node, tree_.file(node).content.size());
  }
}

// --- the host

Result<Rope> Disk::resolve(const record::FileSlice& slice) const {
  const Handle* handle = find_handle(FileId(slice.file));
  if (handle == nullptr) return not_open();
  const FileContent& content = tree_.file(handle->node).content;
  if (slice.position > content.size() || slice.size > content.size() - slice.position) {
    return Error{Errc::OutOfRange, "the slice ends behind the end of its file"};
  }
  return content.rope(slice.position, slice.size);
}

Duration Disk::read_cost(const record::FileSlice& slice) {
  const Handle* handle = find_handle(FileId(slice.file));
  return handle == nullptr ? Duration{} : miss_cost(handle->node, slice.position, slice.size);
}

Duration Disk::sync_cost(FileId file) const {
  const DiskCosts& costs = settings_.costs;
  const Handle* handle = find_handle(file);
  Duration cost = costs.per_operation + costs.per_sync;
  if (handle != nullptr) {
    const FileNode& node = tree_.file(handle->node);
    const std::uint64_t bytes = node.unsynced_bytes();
    cost =
        cost + device_cost(handle->node, node.content.size() - bytes, bytes, costs.sync_ns_per_kib);
  }
  return cost * settings_.slow_percent / 100;
}

Result<void> Disk::sync_up_to(FileId file, std::uint64_t position) {
  const Handle* handle = find_handle(file);
  if (handle == nullptr) return not_open();
  tree_.sync_file(handle->node, position);
  move_head(handle->node, position);
  return {};
}

Result<void> Disk::flip_bit(std::string_view path, std::uint64_t position, std::uint32_t bit) {
  const std::optional<FileNodeId> node = tree_.find(path);
  if (!node || tree_.is_directory(*node)) return no_file(path);
  if (position >= tree_.file(*node).content.size() || bit >= 8) {
    return Error{Errc::OutOfRange, "no such bit in " + std::string(path)};
  }
  tree_.flip_bit(*node, position, bit);
  return {};
}

void Disk::wipe() {
  tree_.clear();
  kill();
  waiting_.clear();
  cache_.clear();
  head_file_.reset();
}

// --- looking

std::vector<std::string> Disk::paths() const { return paths_of(tree_.files(false)); }
std::vector<std::string> Disk::durable_paths() const { return paths_of(tree_.files(true)); }

Result<Rope> Disk::content_from(std::string_view path, std::uint64_t position) const {
  const std::optional<FileNodeId> node = tree_.find(path);
  if (!node || tree_.is_directory(*node)) return no_file(path);
  const FileContent& content = tree_.file(*node).content;
  if (position > content.size()) {
    return Error{Errc::OutOfRange, "behind the end of " + std::string(path)};
  }
  return content.rope(position, content.size() - position);
}

Result<Rope> Disk::durable_content(std::string_view path) const {
  const std::optional<FileNodeId> node = tree_.find(path, true);
  if (!node || tree_.is_directory(*node)) return no_file(path);
  const FileContent content = tree_.file(*node).durable();
  return content.rope(0, content.size());
}

std::uint64_t Disk::version(std::string_view path) const {
  const std::optional<FileNodeId> node = tree_.find(path);
  return node && !tree_.is_directory(*node) ? tree_.file(*node).version : 0;
}

void Disk::check_invariants() const {
  tree_.check_invariants();
  for (const auto& entry : *handles_) {
    BARNABAS_CHECK(entry.first.value < next_file_);
    BARNABAS_CHECK(tree_.find(tree_.path_of(entry.second.node)) == entry.second.node);
  }
}

void Disk::fold_into(Hasher& hasher) const {
  tree_.fold_into(hasher);
  hasher.fold(handles_->size());
  for (const auto& entry : *handles_) {
    fold_value(hasher, entry.first);
    fold_value(hasher, entry.second.use);
    fold_value(hasher, tree_.path_of(entry.second.node));
  }
  fold_value(hasher, next_file_);
  fold_value(hasher, settings_);
  fold_value(hasher, faults_);
  fold_value(hasher, stalled_);
  hasher.fold(waiting_.size());
  for (const FileNodeId node : waiting_) fold_value(hasher, tree_.path_of(node));
  fold_value(hasher, cache_);
  fold_value(hasher, head_file_);
  fold_value(hasher, head_position_);
}

bool operator==(const Disk& a, const Disk& b) {
  return a.handles_ == b.handles_ && a.next_file_ == b.next_file_ && a.settings_ == b.settings_ &&
         a.faults_ == b.faults_ && a.stalled_ == b.stalled_ && a.waiting_ == b.waiting_ &&
         a.cache_ == b.cache_ && a.head_file_ == b.head_file_ &&
         a.head_position_ == b.head_position_ && a.tree_ == b.tree_;
}

}  // namespace barnabas::sim

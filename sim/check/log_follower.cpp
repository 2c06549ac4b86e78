#include "sim/check/log_follower.h"

#include <algorithm>
#include <charconv>

namespace barnabas::sim::check {
namespace {

constexpr std::string_view kLog = ".log";
// The endings of all of Kafka's checkpoint files, in partitions' directories and in the data root.
constexpr std::string_view kCheckpoint = "-checkpoint";
constexpr std::size_t kDigits = 20;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

template <class Int>
bool parse(std::string_view text, Int& value) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() && !text.empty();
}

bool parse_directory(std::string_view name, TopicPartition& tp) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0 || name.find('/') != std::string_view::npos)
    return false;
  tp.topic = std::string(name.substr(0, dash));
  return parse(name.substr(dash + 1), tp.partition);
}

}  // namespace

bool parse_log_path(std::string_view path, TopicPartition& tp, std::int64_t& base) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || !ends_with(path, kLog)) return false;
  const std::string_view name = path.substr(slash + 1);
  if (name.size() != kDigits + kLog.size()) return false;
  return parse(name.substr(0, kDigits), base) && parse_directory(path.substr(0, slash), tp);
}

LogFollower::File* LogFollower::find_or_add(NodeIndex node, const std::string& path) {
  const auto index = static_cast<std::size_t>(node);
  if (files_.size() <= index) files_.resize(index + 1);
  const auto known = files_[index].find(path);
  if (known != files_[index].end()) return &known->second;
  TopicPartition tp;
  File file;
  if (!parse_log_path(path, tp, file.named)) return nullptr;
  file.partition = &evidence_.partition(tp);
  file.replica = &file.partition->replica(node);
  return &files_[index].emplace(path, file).first->second;
}

void LogFollower::touch(std::vector<Touched>& touched, NodeIndex node, const std::string& path,
                        std::uint64_t from) {
  for (Touched& known : touched) {
    if (*known.path != path) continue;
    known.from = std::min(known.from, from);
    return;
  }
  File* file = find_or_add(node, path);
  if (file == nullptr) return;
  // It takes its place at once: whether a removal that follows is at the log's front depends on it.
  file->replica->log.segment(file->named, path);
  touched.push_back({&path, file, from});
}

void LogFollower::on_files(const World& world, NodeIndex node,
                           const std::vector<FileChange>& changes, LogCause cause,
                           bool is_settled) {
  std::vector<Touched> touched;
  std::vector<const std::string*> checkpoints;  // read when the logs are
  const auto forget = [&](const std::string& path, bool is_set_aside) {
    touched.erase(std::remove_if(touched.begin(), touched.end(),
                                 [&path](const Touched& t) { return *t.path == path; }),
                  touched.end());
    drop(node, path, cause, is_set_aside);
  };
  for (const FileChange& change : changes) {
    const bool is_renamed = change.kind == FileChange::Kind::Renamed;
    const std::string& now = is_renamed ? change.to : change.path;
    if (is_renamed && ends_with(change.path, kLog)) forget(change.path, true);
    if (ends_with(now, kCheckpoint) && change.kind != FileChange::Kind::Synced)
      checkpoints.push_back(&now);
    if (!ends_with(now, kLog) || change.kind == FileChange::Kind::Synced) continue;
    if (change.kind == FileChange::Kind::Removed) {
      forget(change.path, false);
    } else {
      touch(touched, node, now, is_renamed ? 0 : change.position);
    }
  }
  for (const Touched& one : touched) refresh(world, one, cause, is_settled);
  for (const std::string* path : checkpoints) read_checkpoint(world, node, *path);
}

void LogFollower::drop(NodeIndex node, const std::string& path, LogCause cause, bool is_set_aside) {
  const auto index = static_cast<std::size_t>(node);
  if (files_.size() <= index) return;
  const auto known = files_[index].find(path);
  if (known == files_[index].end()) return;
  const File file = known->second;
  files_[index].erase(known);
  LogView& log = file.replica->log;
  SegmentGone gone{file.named, log.end_of_segment(file.named),   false, false, is_set_aside,
                   cause,      log.newest_of_segment(file.named)};
  gone.was_last = !log.is_empty() && log.segments().back().named == file.named;
  const bool was_front = log.remove(file.named);
  gone.was_first = was_front;
  evidence_.touch(*file.partition);
  listener_.on_segment_gone(*file.partition, *file.replica, gone);
  if (was_front && cause != LogCause::Outside) {
    std::int64_t& deleted = file.partition->deleted_to;
    deleted = std::max(deleted, file.replica->log.segments().front().named);
    return;
  }
  file.partition->agreement.cut(node, file.named);
  if (cause == LogCause::Append)
    file.replica->reached = std::min(file.replica->reached, file.named);
}

void LogFollower::cut(File& file, LogSegment& segment, std::uint64_t from, LogCause cause) {
  const std::int64_t end = segment.entries.empty() ? segment.named : segment.entries.back().next();
  const std::size_t kept = LogView::cut(segment, from);
  const std::int64_t now = kept == 0 ? segment.named : segment.entries.back().next();
  if (now >= end) return;
  file.partition->agreement.cut(file.replica->node, now);
  if (cause == LogCause::Append) file.replica->reached = std::min(file.replica->reached, now);
}

void LogFollower::refresh(const World& world, const Touched& touched, LogCause cause,
                          bool is_settled) {
  const Disk& disk = world.node(touched.file->replica->node).disk;
  File& file = *touched.file;
  LogView& log = file.replica->log;
  LogSegment& segment = log.segment(file.named, *touched.path);
  if (touched.from < segment.decoded) cut(file, segment, touched.from, cause);
  Result<Rope> bytes = disk.content_from(*touched.path, segment.decoded);
  if (!bytes) {  // shorter than what we had: look at all of it
    cut(file, segment, 0, cause);
    bytes = disk.content_from(*touched.path, 0);
    if (!bytes) return;
  }
  const std::size_t before = segment.entries.size();
  LogView::read(segment, *bytes, digests_);
  segment.version = is_settled ? disk.version(*touched.path) : 0;
  if (cause == LogCause::Append) file.replica->reached = std::max(file.replica->reached, log.end());
  evidence_.touch(*file.partition);
  if (segment.entries.size() == before) return;
  const LogEntry* previous = nullptr;
  if (before > 0) {
    previous = &segment.entries[before - 1];
  } else {
    previous = log.find(segment.entries.front().base - 1);
  }
  const std::span<const LogEntry> all(segment.entries);
  listener_.on_batches(*file.partition, *file.replica, all.subspan(before), previous, cause);
}

void LogFollower::rescan(const World& world, NodeIndex node) {
  const Disk& disk = world.node(node).disk;
  const std::vector<std::string> paths = disk.paths();
  const auto index = static_cast<std::size_t>(node);
  if (files_.size() <= index) files_.resize(index + 1);
  std::vector<std::string> gone;
  for (const auto& [path, file] : files_[index]) {
    if (!std::binary_search(paths.begin(), paths.end(), path)) gone.push_back(path);
  }
  for (const std::string& path : gone) drop(node, path, LogCause::Outside, false);
  for (const std::string& path : paths) {
    if (!ends_with(path, kLog)) continue;
    File* file = find_or_add(node, path);
    if (file == nullptr) continue;
    if (file->replica->log.segment(file->named, path).version == disk.version(path)) continue;
    refresh(world, {&path, file, 0}, LogCause::Outside, true);
  }
}

void LogFollower::read_checkpoint(const World& world, NodeIndex node, const std::string& path) {
  CheckpointFile file;
  file.node = node;
  const std::size_t slash = path.find('/');
  if (slash != std::string::npos && !parse_directory(path.substr(0, slash), file.tp)) return;
  file.name = slash == std::string::npos ? std::string_view(path)
                                         : std::string_view(path).substr(slash + 1);
  const Result<Rope> content = world.node(node).disk.content(path);
  if (!content) return;
  const ByteVector bytes = content->flatten();
  file.content = as_text(bytes);
  listener_.on_checkpoint(file);
}

}  // namespace barnabas::sim::check

#include "sim/disk/power_loss.h"

#include <algorithm>
#include <map>
#include <optional>

#include "sim/disk/disk.h"

namespace barnabas::sim {

namespace {

constexpr std::uint64_t kPageSize = 4096;

// What the device holds of one file after the cut.
struct Survivor {
  FileContent content;
  std::uint64_t intact = 0;  // so many first bytes are those of the former current content
  bool is_torn = false;
};

std::uint64_t common_prefix(const FileContent& a, const FileContent& b) {
  const std::uint64_t size = std::min(a.size(), b.size());
  const ByteVector left = a.rope(0, size).flatten();
  const ByteVector right = b.rope(0, size).flatten();
  const auto differ = std::mismatch(left.begin(), left.end(), right.begin());
  return static_cast<std::uint64_t>(differ.first - left.begin());
}

void append_fill(FileContent& content, std::uint64_t size, Prng* garbage) {
  ByteVector bytes(size);
  if (garbage != nullptr) {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(garbage->next());
  }
  content.append({}, SharedBytes(std::move(bytes)));
}

// Overwritten or truncated since its last sync: the device holds the old or the new.
Survivor survive_apart(const FileNode& file, PowerLossOptions::Tail tail, Prng& prng) {
  if (tail != PowerLossOptions::Tail::Lost && prng.chance(1, 2)) {
    return {file.content, file.content.size(), false};
  }
  const FileContent durable = file.durable();
  return {durable, common_prefix(file.content, durable), false};
}

Survivor tear(const FileNode& file, std::uint64_t cut, Prng& prng) {
  Survivor survivor{file.content, cut, false};
  survivor.is_torn = file.content.write_boundary(cut) != cut;
  survivor.content.truncate(cut);
  const std::uint64_t shape = prng.below(4);
  const std::uint64_t page = (cut > 0 ? cut - 1 : 0) / kPageSize * kPageSize;
  const std::uint64_t bad_from = std::max(page, file.durable_size);
  if (shape == 0 || (shape < 3 && bad_from == cut)) return survivor;
  if (shape == 3) {
    append_fill(survivor.content, file.content.size() - cut, nullptr);
  } else {
    survivor.content.truncate(bad_from);
    append_fill(survivor.content, cut - bad_from, shape == 2 ? &prng : nullptr);
    survivor.intact = bad_from;
  }
  survivor.is_torn = survivor.is_torn || survivor.intact < survivor.content.size();
  return survivor;
}

Survivor survive(const FileNode& file, PowerLossOptions::Tail tail, Prng& prng) {
  if (file.durable_apart) return survive_apart(file, tail, prng);
  const std::uint64_t unsynced = file.unsynced_bytes();
  std::uint64_t cut = file.durable_size;
  if (unsynced > 0 && tail != PowerLossOptions::Tail::Lost) cut += prng.below(unsynced + 1);
  if (tail == PowerLossOptions::Tail::Torn && unsynced > 0) return tear(file, cut, prng);
  if (tail == PowerLossOptions::Tail::Prefix) {
    cut = std::max(file.durable_size, file.content.write_boundary(cut));
  }
  Survivor survivor{file.content, cut, false};
  survivor.content.truncate(cut);
  return survivor;
}

// A file that a power cut touches: as it was, and what became of it.
struct Fate {
  FileLoss loss;
  std::optional<Survivor> survivor;
};

void list_losses(const std::map<FileNodeId, Fate>& fates, PowerLossReport& report) {
  for (const auto& entry : fates) {
    FileLoss loss = entry.second.loss;
    const std::optional<Survivor>& survivor = entry.second.survivor;
    loss.bytes_lost = loss.size_before;
    if (survivor) {
      loss.size_after = survivor->content.size();
      loss.is_torn = survivor->is_torn;
      loss.bytes_lost -= std::min(loss.size_before, survivor->intact);
    }
    const bool is_changed = loss.path_before != loss.path_after ||
                            loss.size_before != loss.size_after || loss.bytes_lost > 0;
    if (is_changed) report.files.push_back(std::move(loss));
  }
  std::sort(report.files.begin(), report.files.end(), [](const FileLoss& a, const FileLoss& b) {
    const int order = a.path_before.compare(b.path_before);
    return order != 0 ? order < 0 : a.path_after < b.path_after;
  });
}

}  // namespace

PowerLossReport Disk::power_loss(Prng& prng, const PowerLossOptions& options) {
  PowerLossReport report;
  report.names_kept = options.names == PowerLossOptions::Names::Kept;
  if (options.names == PowerLossOptions::Names::Drawn) report.names_kept = prng.chance(1, 2);
  if (report.names_kept) tree_.sync_all_names();

  std::map<FileNodeId, Fate> fates;
  for (const FileTree::Entry& entry : tree_.files(false)) {
    FileLoss& loss = fates[entry.node].loss;
    loss.path_before = entry.path;
    loss.size_before = tree_.file(entry.node).content.size();
  }
  for (const FileTree::Entry& entry : tree_.files(true)) {
    Fate& fate = fates[entry.node];
    fate.loss.path_after = entry.path;
    fate.survivor = survive(tree_.file(entry.node), options.tail, prng);
    tree_.set_survivor(entry.node, fate.survivor->content);
  }
  tree_.revert_names();
  kill();
  waiting_.clear();
  cache_.clear();
  head_file_.reset();
  list_losses(fates, report);
  return report;
}

}  // namespace barnabas::sim

// The durable half of the file tree: what a sync saves, and what names and bytes a power cut
// leaves.
#include <algorithm>

#include "core/base/check.h"
#include "sim/disk/file_tree.h"

namespace barnabas::sim {

// --- content

FileContent FileNode::durable() const {
  if (durable_apart) return *durable_apart;
  FileContent prefix = content;
  prefix.truncate(durable_size);
  return prefix;
}

std::uint64_t FileNode::unsynced_bytes() const {
  return durable_apart ? content.size() : content.size() - durable_size;
}

void FileNode::part_from_durable(std::uint64_t position) {
  if (durable_apart || position >= durable_size) return;
  durable_apart = durable();
}

void FileNode::make_durable(std::uint64_t size) {
  if (!durable_apart) size = std::max(size, durable_size);
  durable_size = std::min(size, content.size());
  durable_apart.reset();
}

void FileTree::sync_file(FileNodeId id, std::uint64_t up_to) {
  const FileNode& before = file(id);
  const bool is_new = up_to > before.durable_size || before.durable_apart;
  if (is_new) edit_file(id).make_durable(up_to);
  if (!node(id).durable_link) settle(id);
}

void FileTree::set_survivor(FileNodeId id, FileContent content) {
  FileNode& file = edit_file(id);
  const std::uint64_t before = file.content.size();
  file.content = std::move(content);
  file.durable_apart.reset();
  file.durable_size = file.content.size();
  file.version = ++changes_;
  if (!node(id).link) return;
  used_bytes_ += file.content.size();
  used_bytes_ -= before;
}

// --- names

void FileTree::settle(FileNodeId id) {
  if (id == kRootNode) return;
  const TreeNode& now = node(id);
  if (now.link == now.durable_link) return;
  set_durable_link(id, now.link);
}

void FileTree::set_durable_link(FileNodeId id, std::optional<NodeLink> link) {
  const std::optional<NodeLink> old = node(id).durable_link;
  if (old) edit_directory(old->parent).durable_entries.erase(old->name);
  std::optional<FileNodeId> displaced;
  if (link) {
    std::map<std::string, FileNodeId>& entries = edit_directory(link->parent).durable_entries;
    const auto occupied = entries.find(link->name);
    if (occupied != entries.end()) displaced = occupied->second;
    if (displaced) {
      entries.erase(occupied);
      edit(*displaced).durable_link.reset();
    }
    entries[link->name] = id;
  }
  edit(id).durable_link = link;
  // The journal holds what came before: where the displaced one went, and the directories on the
  // way.
  if (displaced) {
    settle(*displaced);
    free_if_nameless(*displaced);
  }
  if (link) settle(link->parent);
  free_if_nameless(id);
}

void FileTree::sync_directory(FileNodeId id) {
  std::vector<FileNodeId> touched;
  for (const auto& entry : directory(id).entries) touched.push_back(entry.second);
  for (const auto& entry : directory(id).durable_entries) touched.push_back(entry.second);
  for (const FileNodeId child : touched) settle(child);
  settle(id);
}

void FileTree::sync_all_names() {
  for (std::uint32_t i = 1; i < nodes_.size(); ++i) settle(FileNodeId(i));
}

void FileTree::revert_names() {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const FileNodeId id(i);
    if (node(id).link != node(id).durable_link) edit(id).link = node(id).durable_link;
    if (is_directory(id) && directory(id).entries != directory(id).durable_entries) {
      DirectoryNode& changed = edit_directory(id);
      changed.entries = changed.durable_entries;
    }
  }
  used_bytes_ = 0;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const FileNode* file = std::get_if<FileNode>(&node(FileNodeId(i)).body);
    if (file != nullptr && node(FileNodeId(i)).link) used_bytes_ += file->content.size();
    free_if_nameless(FileNodeId(i));
  }
}

// --- enumeration and checks

void FileTree::collect(FileNodeId id, const std::string& path, bool durable,
                       std::vector<Entry>& files, std::vector<std::string>& directories) const {
  const DirectoryNode& here = directory(id);
  for (const auto& entry : durable ? here.durable_entries : here.entries) {
    const std::string below = path.empty() ? entry.first : path + "/" + entry.first;
    if (is_directory(entry.second)) {
      directories.push_back(below);
      collect(entry.second, below, durable, files, directories);
    } else {
      files.push_back({below, entry.second});
    }
  }
}

std::vector<FileTree::Entry> FileTree::files(bool durable) const {
  std::vector<Entry> found;
  std::vector<std::string> ignored;
  collect(kRootNode, "", durable, found, ignored);
  std::sort(found.begin(), found.end(),
            [](const Entry& a, const Entry& b) { return a.path < b.path; });
  return found;
}

std::vector<std::string> FileTree::directories() const {
  std::vector<Entry> ignored;
  std::vector<std::string> found;
  collect(kRootNode, "", false, ignored, found);
  std::sort(found.begin(), found.end());
  return found;
}

void FileTree::check_invariants() const {
  std::uint64_t used = 0;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const FileNodeId id(i);
    const TreeNode& at = node(id);
    if (std::holds_alternative<std::monostate>(at.body)) {
      BARNABAS_CHECK(!at.link && !at.durable_link);
      continue;
    }
    BARNABAS_CHECK(id == kRootNode || at.link || at.durable_link);
    if (at.link) BARNABAS_CHECK(directory(at.link->parent).entries.at(at.link->name) == id);
    if (at.durable_link) {
      const NodeLink& link = *at.durable_link;
      BARNABAS_CHECK(directory(link.parent).durable_entries.at(link.name) == id);
    }
    if (is_directory(id)) {
      for (const auto& entry : directory(id).entries) {
        BARNABAS_CHECK(node(entry.second).link == (NodeLink{id, entry.first}));
      }
      for (const auto& entry : directory(id).durable_entries) {
        BARNABAS_CHECK(node(entry.second).durable_link == (NodeLink{id, entry.first}));
      }
    } else {
      BARNABAS_CHECK(file(id).durable_apart || file(id).durable_size <= file(id).content.size());
      if (at.link) used += file(id).content.size();
    }
  }
  BARNABAS_CHECK(used == used_bytes_);
}

void FileTree::fold_into(Hasher& hasher) const {
  for (const bool durable : {false, true}) {
    std::vector<Entry> found;
    std::vector<std::string> names;
    collect(kRootNode, "", durable, found, names);
    fold_value(hasher, names);
    hasher.fold(found.size());
    for (const Entry& entry : found) {
      const FileNode& at = file(entry.node);
      fold_value(hasher, entry.path);
      hasher.fold(at.content.digest());
      hasher.fold(at.durable_apart ? 1 : 0);
      hasher.fold(at.durable_apart ? at.durable_apart->digest() : at.durable_size);
    }
  }
}

}  // namespace barnabas::sim

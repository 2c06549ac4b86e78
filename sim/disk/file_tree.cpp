#include "sim/disk/file_tree.h"

#include "core/base/check.h"
#include "core/ports/file_path.h"

namespace barnabas::sim {

namespace {

Error not_found(std::string_view path) {
  return {Errc::NotFound, "no such file or directory: " + std::string(path)};
}
Error invalid(std::string_view path, const char* why) {
  return {Errc::Invalid, std::string(path) + ": " + why};
}

}  // namespace

FileTree::FileTree() {
  TreeNode root;
  root.body = DirectoryNode{};
  nodes_.push_back(Cow<TreeNode>(std::move(root)));
}

void FileTree::clear() {
  const std::uint64_t changes = changes_;
  *this = FileTree();
  changes_ = changes;
}

// --- nodes

bool FileTree::is_directory(FileNodeId id) const {
  return std::holds_alternative<DirectoryNode>(node(id).body);
}

const DirectoryNode& FileTree::directory(FileNodeId id) const {
  BARNABAS_CHECK(is_directory(id));
  return *std::get_if<DirectoryNode>(&node(id).body);
}

DirectoryNode& FileTree::edit_directory(FileNodeId id) {
  BARNABAS_CHECK(is_directory(id));
  return *std::get_if<DirectoryNode>(&edit(id).body);
}

FileNodeId FileTree::allocate(TreeNode fresh) {
  if (free_.empty()) {
    nodes_.push_back(Cow<TreeNode>(std::move(fresh)));
    return FileNodeId(nodes_.size() - 1);
  }
  const FileNodeId id(free_.back());
  free_.pop_back();
  edit(id) = std::move(fresh);
  return id;
}

void FileTree::free_if_nameless(FileNodeId id) {
  const TreeNode& dead = node(id);
  if (id == kRootNode || dead.link || dead.durable_link) return;
  if (std::holds_alternative<std::monostate>(dead.body)) return;
  if (is_directory(id)) {
    BARNABAS_CHECK(directory(id).entries.empty());
    const std::map<std::string, FileNodeId> orphans = directory(id).durable_entries;
    for (const auto& entry : orphans) settle(entry.second);
  }
  edit(id) = TreeNode{};
  free_.push_back(id.value);
}

// --- names

std::optional<FileNodeId> FileTree::find(std::string_view path, bool durable) const {
  FileNodeId at = kRootNode;
  while (!path.empty()) {
    if (!is_directory(at)) return std::nullopt;
    const std::string name(take_path_part(path));
    const DirectoryNode& here = directory(at);
    const std::map<std::string, FileNodeId>& entries =
        durable ? here.durable_entries : here.entries;
    const auto found = entries.find(name);
    if (found == entries.end()) return std::nullopt;
    at = found->second;
  }
  return at;
}

std::optional<FileNodeId> FileTree::find_directory(std::string_view path) const {
  const std::optional<FileNodeId> found = find(path);
  return found && is_directory(*found) ? found : std::nullopt;
}

std::string FileTree::path_of(FileNodeId id) const {
  std::string path;
  while (id != kRootNode) {
    const std::optional<NodeLink>& link = node(id).link;
    BARNABAS_CHECK(link.has_value());
    path = path.empty() ? link->name : link->name + "/" + path;
    id = link->parent;
  }
  return path;
}

std::vector<std::string> FileTree::list(FileNodeId id) const {
  std::vector<std::string> names;
  for (const auto& entry : directory(id).entries) names.push_back(entry.first);
  return names;
}

Result<void> FileTree::make_directory(std::string_view path) {
  FileNodeId at = kRootNode;
  while (!path.empty()) {
    const std::string name(take_path_part(path));
    const std::map<std::string, FileNodeId>& entries = directory(at).entries;
    const auto found = entries.find(name);
    if (found == entries.end()) {
      TreeNode fresh;
      fresh.body = DirectoryNode{};
      const FileNodeId id = allocate(std::move(fresh));
      set_link(id, NodeLink{at, name});
      at = id;
    } else {
      at = found->second;
      if (!is_directory(at)) return Error{Errc::AlreadyExists, name + " is a file"};
    }
  }
  return {};
}

Result<void> FileTree::remove_directory(std::string_view path) {
  const std::optional<FileNodeId> id = find_directory(path);
  if (!id) return not_found(path);
  if (!directory(*id).entries.empty()) return invalid(path, "the directory is not empty");
  set_link(*id, std::nullopt);
  return {};
}

Result<FileNodeId> FileTree::create_file(std::string_view path, bool in_pieces) {
  const std::optional<FileNodeId> parent = find_directory(parent_path(path));
  if (!parent) return not_found(path);
  TreeNode fresh;
  FileNode file;
  file.content = FileContent(in_pieces);
  file.version = ++changes_;
  fresh.body = std::move(file);
  const FileNodeId id = allocate(std::move(fresh));
  set_link(id, NodeLink{*parent, std::string(last_path_part(path))});
  return id;
}

bool FileTree::is_within(FileNodeId id, FileNodeId ancestor) const {
  while (id != kRootNode) {
    if (id == ancestor) return true;
    id = node(id).link->parent;
  }
  return false;
}

Result<FileTree::Renamed> FileTree::rename(std::string_view from, std::string_view to) {
  const std::optional<FileNodeId> id = find(from);
  const std::optional<FileNodeId> parent = find_directory(parent_path(to));
  if (!id || !parent) return not_found(!id ? from : to);
  if (is_within(*parent, *id)) return invalid(to, "lies below what is being renamed");
  const std::optional<FileNodeId> replaced = find(to);
  if (replaced == id) return Renamed{*id, std::nullopt};
  if (replaced) {
    if (is_directory(*replaced) && !directory(*replaced).entries.empty()) {
      return invalid(to, "the directory is not empty");
    }
    if (is_directory(*replaced) != is_directory(*id)) {
      return invalid(to, "a file and a directory cannot replace each other");
    }
    set_link(*replaced, std::nullopt);
  }
  set_link(*id, NodeLink{*parent, std::string(last_path_part(to))});
  return Renamed{*id, replaced};
}

Result<FileNodeId> FileTree::remove(std::string_view path) {
  const std::optional<FileNodeId> id = find(path);
  if (!id) return not_found(path);
  if (is_directory(*id)) return invalid(path, "is a directory");
  set_link(*id, std::nullopt);
  return *id;
}

// Moves, names or unnames a node in the current tables. Nothing else writes them, except
// revert_names.
void FileTree::set_link(FileNodeId id, std::optional<NodeLink> link) {
  const std::optional<NodeLink> old = node(id).link;
  const FileNode* file = std::get_if<FileNode>(&node(id).body);
  if (old) {
    edit_directory(old->parent).entries.erase(old->name);
    if (file != nullptr) used_bytes_ -= file->content.size();
  }
  if (link) {
    edit_directory(link->parent).entries[link->name] = id;
    if (file != nullptr) used_bytes_ += file->content.size();
  }
  edit(id).link = std::move(link);
  free_if_nameless(id);
}

// --- content

const FileNode& FileTree::file(FileNodeId id) const {
  const FileNode* file = std::get_if<FileNode>(&node(id).body);
  BARNABAS_CHECK(file != nullptr);
  return *file;
}

FileNode& FileTree::edit_file(FileNodeId id) {
  FileNode* file = std::get_if<FileNode>(&edit(id).body);
  BARNABAS_CHECK(file != nullptr);
  return *file;
}

void FileTree::note_change(FileNode& file, std::uint64_t size_before) {
  file.version = ++changes_;
  used_bytes_ += file.content.size();
  used_bytes_ -= size_before;
}

void FileTree::append(FileNodeId id, ByteSpan prefix, const SharedBytes& tail) {
  FileNode& file = edit_file(id);
  const std::uint64_t before = file.content.size();
  file.content.append(prefix, tail);
  note_change(file, before);
}

void FileTree::write_at(FileNodeId id, std::uint64_t position, ByteSpan bytes) {
  FileNode& file = edit_file(id);
  const std::uint64_t before = file.content.size();
  file.part_from_durable(position);
  file.content.write_at(position, bytes);
  note_change(file, before);
}

void FileTree::truncate(FileNodeId id, std::uint64_t size) {
  FileNode& file = edit_file(id);
  const std::uint64_t before = file.content.size();
  file.part_from_durable(size);
  file.content.truncate(size);
  note_change(file, before);
}

void FileTree::set_layout(FileNodeId id, bool in_pieces) {
  if (file(id).content.is_in_pieces() == in_pieces) return;
  FileNode& file = edit_file(id);
  file.content.set_layout(in_pieces);
  if (file.durable_apart) file.durable_apart->set_layout(in_pieces);
}

void FileTree::flip_bit(FileNodeId id, std::uint64_t position, std::uint32_t bit) {
  FileNode& file = edit_file(id);
  file.content.flip_bit(position, bit);
  if (file.durable_apart && position < file.durable_apart->size()) {
    file.durable_apart->flip_bit(position, bit);
  }
  file.version = ++changes_;
}

}  // namespace barnabas::sim

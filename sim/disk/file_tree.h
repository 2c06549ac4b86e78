// Names and files of one simulated disk, each in two versions: as programs see it, and as a power
// cut leaves it.
//
// Current and durable content of a file are one shared sequence while the file has only grown since
// its last sync (then the durable part is its first `durable_size` bytes); they part when durable
// bytes are overwritten or cut. Names follow a journaling file system (ext4): a rename is one
// transaction, so a power cut never leaves a file under both names or under none; making a name
// durable makes the names of its directories durable, too; and a durable name that is taken over
// moves its former file to where it is now.
//
// Invariants:
//  1. A node has at most one current and one durable name, and stands in its parents' tables
//  accordingly.
//  2. A node without both does not exist. Node 0 is the root; it has no name and always exists.
//  3. used_bytes is the sum of the current sizes of the files that have a current name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/cow.h"
#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/base/strong.h"
#include "sim/disk/chunked.h"
#include "sim/disk/file_content.h"

namespace barnabas::sim {

using FileNodeId = StrongInt<struct FileNodeIdTag, std::uint32_t>;
inline constexpr FileNodeId kRootNode{0};

struct FileNode {
  FileContent content;
  std::optional<FileContent>
      durable_apart;  // absent: durable is the first durable_size bytes of content
  std::uint64_t durable_size = 0;
  std::uint64_t version =
      0;  // Distinct after each change of content on this disk; takes no part in ==.

  FileContent durable() const;
  // What a sync has to write: all that came after the durable prefix, or everything when they have
  // parted.
  std::uint64_t unsynced_bytes() const;
  // Keeps the durable bytes as they are before the content at or after `position` changes.
  void part_from_durable(std::uint64_t position);
  void make_durable(std::uint64_t size);

  friend bool operator==(const FileNode& a, const FileNode& b) {
    return a.durable_size == b.durable_size && a.content == b.content &&
           a.durable_apart == b.durable_apart;
  }
};

struct DirectoryNode {
  std::map<std::string, FileNodeId> entries;
  std::map<std::string, FileNodeId> durable_entries;
  friend bool operator==(const DirectoryNode&, const DirectoryNode&) = default;
};

// Where a node hangs in the tree.
struct NodeLink {
  FileNodeId parent;
  std::string name;
  friend bool operator==(const NodeLink&, const NodeLink&) = default;
};

struct TreeNode {
  std::variant<std::monostate, FileNode, DirectoryNode> body;  // monostate: a free slot
  std::optional<NodeLink> link;
  std::optional<NodeLink> durable_link;
  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

class FileTree {
 public:
  FileTree();
  void clear();  // An empty tree; versions go on from where they were.

  // --- names; every path has been validated
  std::optional<FileNodeId> find(std::string_view path, bool durable = false) const;
  bool is_directory(FileNodeId id) const;
  std::string path_of(FileNodeId id) const;  // REQUIRES: it has a current name, or is the root
  std::vector<std::string> list(FileNodeId directory) const;
  Result<void> make_directory(std::string_view path);
  Result<void> remove_directory(std::string_view path);
  Result<FileNodeId> create_file(std::string_view path, bool in_pieces);
  // The second is the file that lost its name to the first.
  struct Renamed {
    FileNodeId node;
    std::optional<FileNodeId> replaced;
  };
  Result<Renamed> rename(std::string_view from, std::string_view to);
  Result<FileNodeId> remove(std::string_view path);  // what was removed

  // --- content
  const FileNode& file(FileNodeId id) const;  // REQUIRES: a file
  void append(FileNodeId id, ByteSpan prefix, const SharedBytes& tail);
  void write_at(FileNodeId id, std::uint64_t position, ByteSpan bytes);
  void truncate(FileNodeId id, std::uint64_t size);
  void set_layout(FileNodeId id, bool in_pieces);
  void flip_bit(FileNodeId id, std::uint64_t position, std::uint32_t bit);
  std::uint64_t used_bytes() const { return used_bytes_; }

  // --- durability
  void sync_file(FileNodeId id, std::uint64_t up_to);  // and its name, when it has no durable one
  void sync_directory(FileNodeId id);
  void sync_all_names();
  // A power cut decided that this is what the disk holds of a file.
  void set_survivor(FileNodeId id, FileContent content);
  void revert_names();  // The current names become the durable ones; nameless nodes go.

  // --- enumeration: files with their full paths, sorted by path
  struct Entry {
    std::string path;
    FileNodeId node;
  };
  std::vector<Entry> files(bool durable) const;
  std::vector<std::string> directories() const;

  void check_invariants() const;
  void fold_into(Hasher& hasher) const;  // by paths, whatever the numbers of the nodes
  friend bool operator==(const FileTree& a, const FileTree& b) {
    return a.used_bytes_ == b.used_bytes_ && a.free_ == b.free_ && a.nodes_ == b.nodes_;
  }

 private:
  const TreeNode& node(FileNodeId id) const { return *nodes_.at(id.value); }
  TreeNode& edit(FileNodeId id) { return nodes_.write(id.value).write(); }
  const DirectoryNode& directory(FileNodeId id) const;
  DirectoryNode& edit_directory(FileNodeId id);
  FileNode& edit_file(FileNodeId id);
  void note_change(FileNode& file, std::uint64_t size_before);

  std::optional<FileNodeId> find_directory(std::string_view path) const;
  FileNodeId allocate(TreeNode node);
  void free_if_nameless(FileNodeId id);
  void set_link(FileNodeId id, std::optional<NodeLink> link);
  void set_durable_link(FileNodeId id, std::optional<NodeLink> link);
  void settle(FileNodeId id);  // The durable name becomes the current one (or none).
  bool is_within(FileNodeId id, FileNodeId ancestor) const;
  void collect(FileNodeId id, const std::string& path, bool durable, std::vector<Entry>& files,
               std::vector<std::string>& directories) const;

  Chunked<Cow<TreeNode>> nodes_;
  std::vector<std::uint32_t> free_;
  std::uint64_t used_bytes_ = 0;
  std::uint64_t changes_ = 0;  // the source of versions
};

}  // namespace barnabas::sim

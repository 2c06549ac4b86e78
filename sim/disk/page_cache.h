// Which parts of the files of one disk are in memory: blocks of 64 KiB, the least recently used go
// first.
//
// Only the cost of reading depends on it: the bytes themselves live in the file tree. Without a
// limit everything stays in memory and nothing is counted. What is written is in memory, too; a
// power cut empties it, the death of a process does not.
#pragma once

#include <cstdint>
#include <map>

#include "core/base/cow.h"
#include "core/base/hash.h"
#include "sim/disk/file_tree.h"

namespace barnabas::sim {

class PageCache {
 public:
  static constexpr std::uint64_t kBlockBytes = 64 * 1024;

  // Bytes of memory; 0: without limit.
  void set_limit(std::uint64_t bytes) { limit_ = bytes; }
  // How many of the bytes have to come from the device; they are in memory afterwards.
  std::uint64_t read(FileNodeId file, std::uint64_t position, std::uint64_t size);
  void written(FileNodeId file, std::uint64_t position, std::uint64_t size);
  void forget(FileNodeId file);
  void clear();
  std::uint64_t blocks() const { return blocks_->by_place.size(); }

  friend bool operator==(const PageCache&, const PageCache&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  struct Place {
    std::uint32_t file = 0;
    std::uint64_t block = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Blocks {
    std::map<Place, std::uint64_t> by_place;  // when each was used last
    std::map<std::uint64_t, Place> by_use;
    std::uint64_t uses = 0;
    friend bool operator==(const Blocks&, const Blocks&) = default;
  };

  // Marks a block as just used; false when it was not in memory.
  bool use(Place place);

  std::uint64_t limit_ = 0;
  Cow<Blocks> blocks_;
};

}  // namespace barnabas::sim

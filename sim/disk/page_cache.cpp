#include "sim/disk/page_cache.h"

#include <algorithm>

namespace barnabas::sim {

bool PageCache::use(Place place) {
  Blocks& blocks = blocks_.write();
  const auto known = blocks.by_place.find(place);
  const bool was_there = known != blocks.by_place.end();
  if (was_there) blocks.by_use.erase(known->second);
  blocks.by_place[place] = ++blocks.uses;
  blocks.by_use[blocks.uses] = place;
  const std::uint64_t most = std::max<std::uint64_t>(limit_ / kBlockBytes, 1);
  while (blocks.by_place.size() > most) {
    const auto oldest = blocks.by_use.begin();
    blocks.by_place.erase(oldest->second);
    blocks.by_use.erase(oldest);
  }
  return was_there;
}

std::uint64_t PageCache::read(FileNodeId file, std::uint64_t position, std::uint64_t size) {
  if (limit_ == 0 || size == 0) return 0;
  std::uint64_t missed = 0;
  const std::uint64_t end = position + size;
  for (std::uint64_t block = position / kBlockBytes; block * kBlockBytes < end; ++block) {
    if (use({file.value, block})) continue;
    const std::uint64_t from = std::max(position, block * kBlockBytes);
    missed += std::min(end, (block + 1) * kBlockBytes) - from;
  }
  return missed;
}

void PageCache::written(FileNodeId file, std::uint64_t position, std::uint64_t size) {
  read(file, position, size);
}

void PageCache::forget(FileNodeId file) {
  if (limit_ == 0) return;
  Blocks& blocks = blocks_.write();
  auto at = blocks.by_place.lower_bound({file.value, 0});
  while (at != blocks.by_place.end() && at->first.file == file.value) {
    blocks.by_use.erase(at->second);
    at = blocks.by_place.erase(at);
  }
}

void PageCache::clear() { blocks_ = Cow<Blocks>(); }

void PageCache::fold_into(Hasher& hasher) const {
  fold_value(hasher, limit_);
  if (limit_ == 0) return;
  hasher.fold(blocks_->uses);
  for (const auto& [place, use] : blocks_->by_place) {
    hasher.fold(place.file);
    hasher.fold(place.block);
    hasher.fold(use);
  }
}

}  // namespace barnabas::sim

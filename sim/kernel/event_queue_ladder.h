// A ladder of keys: hands out the least of many keys, at a cost that does not grow with their
// number.
//
// Keys stand in four places, by time:
//   front   the near ones, sorted: handed out one by one. Everything at or before `front_last_`.
//   late    a heap for keys that come due within the front but would cost too much to sort into it.
//   rungs   buckets of equal width (a power of two ns), unsorted. Each rung subdivides the bucket
//   that the rung
//           above it opened last; the lowest is the nearest and the finest.
//   top     everything behind the first rung, unsorted.
// When the front runs dry, the next occupied bucket of the lowest rung is opened: a small one is
// sorted and becomes the front, a large one is spread over a new rung. So the width adapts to what
// is pending, whether a million events within a millisecond or ten in half a minute, and empty
// buckets are skipped by a bitmap.
//
// Bounds: a key moves down at most one rung per bit of width, keys sorted into the front move a
// bounded number of others, and the late heap is turned into a rung once it outgrows the front.
// (Tang, Goh, Thng: "Ladder queue", 2005; what is ours: widths by shifts, keys in shared chunks,
// the late heap instead of an unbounded insertion.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernel/event_queue_key.h"
#include "sim/kernel/event_queue_pool.h"

namespace barnabas::sim {

class KeyLadder {
 public:
  bool empty() const { return keys_ == 0; }
  // Keys held, those of cancelled events included.
  std::uint64_t size() const { return keys_; }

  void push(QueueKey key) {
    ++keys_;
    if (key.at <= front_last_) return push_front(key);
    for (std::size_t depth = depth_; depth-- > 0;) {
      Rung& rung = rungs_[depth];
      if (key.at <= rung.last) return append(rung, key);
    }
    append(top_, key);
  }

  // True when the least key is at hand; otherwise refill() must come before least() and
  // drop_least().
  bool ready() const { return head_ < front_.size() || !late_.empty(); }
  // REQUIRES: !empty() and !ready().
  void refill();

  // REQUIRES: ready().
  QueueKey least() const {
    if (!late_.empty()) return least_of_both();
    return front_[head_];
  }
  // REQUIRES: ready(). Removes what least() returns.
  void drop_least() {
    --keys_;
    if (!late_.empty()) return drop_least_of_both();
    ++head_;
  }

  // What will be handed out soon, if nothing comes between: for prefetching.
  std::span<const QueueKey> soon() const { return {front_.data() + head_, front_.size() - head_}; }

  void clear() { *this = KeyLadder(); }
  // Bytes of the heap that the ladder holds.
  std::uint64_t bytes() const;

 private:
  static constexpr std::uint32_t kChunkKeys = 7;
  struct alignas(64) Chunk {
    union {
      std::uint32_t next = kNoCell;  // the chunk behind it in its bucket
      std::uint32_t next_free;
    };
    QueueKey keys[kChunkKeys];
  };
  // Keys in the order in which they came: a list of chunks, all full but the last.
  struct Bucket {
    std::uint32_t first = kNoCell;
    std::uint32_t last = kNoCell;
    std::uint32_t used = kChunkKeys;  // keys in the last chunk
    std::uint32_t size = 0;
  };
  struct Rung {
    std::int64_t base = 0;
    std::int64_t last = 0;      // the last instant that it covers
    std::uint32_t shift = 0;    // a bucket covers 2^shift ns
    std::uint32_t current = 0;  // buckets before this one were opened
    std::vector<Bucket> buckets;
    std::vector<std::uint64_t> occupied;
  };

  static std::uint64_t distance(std::int64_t from, std::int64_t to) {
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  }
  void append(Bucket& bucket, QueueKey key) {
    if (bucket.used == kChunkKeys) add_chunk(bucket);
    chunks_[bucket.last].keys[bucket.used++] = key;
    ++bucket.size;
  }
  void add_chunk(Bucket& bucket) {
    const std::uint32_t chunk = chunks_.acquire();
    chunks_[chunk].next = kNoCell;
    if (bucket.size == 0) {
      bucket.first = chunk;
    } else {
      chunks_[bucket.last].next = chunk;
    }
    bucket.last = chunk;
    bucket.used = 0;
  }
  void append(Rung& rung, QueueKey key) {
    const auto index = static_cast<std::size_t>(distance(rung.base, key.at) >> rung.shift);
    rung.occupied[index / 64] |= std::uint64_t{1} << (index % 64);
    append(rung.buckets[index], key);
  }
  template <class Visit>
  void drain(Bucket bucket, Visit visit);

  void push_front(QueueKey key);
  QueueKey least_of_both() const;
  void drop_least_of_both();
  void make_room();
  void sort_front(std::int64_t first);
  bool insertion_sort_front();
  void take_front(Bucket bucket, std::int64_t first);
  void late_to_rung();
  void top_to_rung();
  Rung& add_rung(std::int64_t base, std::int64_t last, std::uint64_t buckets_aim);
  static std::uint32_t next_occupied(const Rung& rung);

  std::vector<QueueKey> front_;  // ascending from head_
  std::size_t head_ = 0;
  std::int64_t front_last_ = INT64_MIN;
  std::size_t depth_ = 0;  // rungs in use; those behind keep their memory
  std::vector<Rung> rungs_;
  Bucket top_;
  std::vector<QueueKey> late_;     // a heap, the least first
  std::vector<QueueKey> scratch_;  // empty between calls; keeps its memory
  CellPool<Chunk, 11> chunks_;
  std::uint64_t keys_ = 0;
};

}  // namespace barnabas::sim

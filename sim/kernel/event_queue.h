// The event queue: what is pending in a world, handed out strictly by (time, sequence).
//
// Model: an event gets its sequence number when it is pushed; that number is also its identity, by
// which later events name their cause. Payloads lie still in a pool of cells; only 16-byte keys are
// sorted (KeyLadder). Cancelling frees the payload at once and leaves the key, which is dropped
// when it surfaces, or with all others of its kind once they are too many. The queue is a value: a
// copy continues identically.
//
// Invariants: a cell is pending when its sequence is not kFree; keys held = pending events + dead
// keys; a key is dead when its cell has another sequence. No event is pushed before the time of the
// last one popped.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/time.h"
#include "sim/kernel/event_queue_key.h"
#include "sim/kernel/event_queue_ladder.h"
#include "sim/kernel/event_queue_pool.h"

namespace barnabas::sim {

// Payload: a copyable, default-constructible value.
template <class Payload>
class EventQueue {
 public:
  struct Key {
    Instant at;
    std::uint64_t sequence = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  // Names one event for ever: a handle of an event that ran or was cancelled never fits another.
  struct Handle {
    std::uint64_t sequence = 0;
    std::uint32_t slot = 0;
    friend bool operator==(const Handle&, const Handle&) = default;
  };
  struct Popped {
    Instant at;
    std::uint64_t sequence = 0;
    Payload payload;
  };
  // One line of the listing. The payload lives as long as the queue is not changed.
  struct Pending {
    Key key;
    Handle handle;
    const Payload* payload = nullptr;
  };

  bool empty() const { return live_ == 0; }
  std::size_t size() const { return static_cast<std::size_t>(live_); }
  // The sequence number that the next push will give.
  std::uint64_t next_sequence() const { return next_sequence_; }

  // REQUIRES: `at` is not before the time of the last event popped, nor negative.
  Handle push(Instant at, Payload payload) {
    BARNABAS_CHECK(at >= floor_);
    const std::uint32_t slot = cells_.acquire();
    BARNABAS_CHECK(slot < kPendingMax && next_sequence_ < kSequenceMax);
    const std::uint64_t sequence = next_sequence_++;
    Cell& cell = cells_[slot];
    cell.sequence = sequence;
    cell.at = at.ns;
    cell.payload = std::move(payload);
    ++live_;
    ladder_.push(QueueKey::make(at, sequence, slot));
    return {sequence, slot};
  }

  // The least pending event. REQUIRES: !empty().
  Key peek() {
    const QueueKey key = surface();
    return {Instant{key.at}, key.sequence()};
  }

  // Removes the least pending event. REQUIRES: !empty().
  Popped pop() {
    const QueueKey key = surface();
    fetch_ahead();
    ladder_.drop_least();
    floor_ = Instant{key.at};
    return extract(key.slot());
  }

  bool is_pending(Handle handle) const {
    return handle.slot < cells_.extent() && handle.sequence != kFree &&
           cells_[handle.slot].sequence == handle.sequence;
  }
  // REQUIRES: is_pending(handle).
  const Payload& payload(Handle handle) const {
    BARNABAS_CHECK(is_pending(handle));
    return cells_[handle.slot].payload;
  }

  // False when the event ran already or was cancelled before.
  bool cancel(Handle handle) {
    if (!is_pending(handle)) return false;
    extract(handle.slot);
    ++dead_;
    drop_dead_keys();
    return true;
  }

  // Removes any pending event out of order, as a search does. Earlier ones stay poppable, and the
  // time before which nothing may be pushed stays that of the last pop(). REQUIRES:
  // is_pending(handle).
  Popped take(Handle handle) {
    BARNABAS_CHECK(is_pending(handle));
    Popped taken = extract(handle.slot);
    ++dead_;
    drop_dead_keys();
    return taken;
  }

  // Visits all pending events, visit(Key, const Payload&), in an order fixed by the queue's
  // history: not by time.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::uint32_t slot = 0; slot < cells_.extent(); ++slot) {
      const Cell& cell = cells_[slot];
      if (cell.sequence != kFree) visit(Key{Instant{cell.at}, cell.sequence}, cell.payload);
    }
  }

  // All pending events in the order in which they would run, for display and for choosing.
  std::vector<Pending> listing() const {
    std::vector<Pending> all;
    all.reserve(size());
    for (std::uint32_t slot = 0; slot < cells_.extent(); ++slot) {
      const Cell& cell = cells_[slot];
      if (cell.sequence == kFree) continue;
      all.push_back({{Instant{cell.at}, cell.sequence}, {cell.sequence, slot}, &cell.payload});
    }
    std::sort(all.begin(), all.end(), [](const Pending& a, const Pending& b) {
      if (a.key.at != b.key.at) return a.key.at < b.key.at;
      return a.key.sequence < b.key.sequence;
    });
    return all;
  }

  // Bytes of the heap that the queue holds, room for growth included; not what payloads hold
  // themselves.
  std::uint64_t bytes() const { return cells_.bytes() + ladder_.bytes(); }

 private:
  static constexpr std::uint64_t kFree = UINT64_MAX;
  // Dead keys that are always tolerated.
  static constexpr std::uint64_t kDeadMin = 64;
  // Events between the fetching of a payload and its use.
  static constexpr std::size_t kAhead = 32;

  static constexpr std::size_t kHeadSize = 2 * sizeof(std::uint64_t);
  // A cell of one cache line's size stands on one cache line.
  static constexpr std::size_t kAlign =
      kHeadSize + sizeof(Payload) == 64 ? 64 : std::max(alignof(Payload), alignof(std::uint64_t));
  struct alignas(kAlign) Cell {
    std::uint64_t sequence = kFree;
    union {
      std::int64_t at = 0;
      std::uint32_t next_free;
    };
    Payload payload{};
  };

  // Takes the event out of its cell and frees that.
  Popped extract(std::uint32_t slot) {
    Cell& cell = cells_[slot];
    Popped popped{Instant{cell.at}, cell.sequence, std::move(cell.payload)};
    if constexpr (!std::is_trivially_copyable_v<Payload>) cell.payload = Payload{};
    cell.sequence = kFree;
    cells_.release(slot);
    --live_;
    return popped;
  }

  // Makes the least key of a pending event the ladder's least, dropping dead ones before it.
  QueueKey surface() {
    BARNABAS_CHECK(live_ > 0);
    while (true) {
      if (!ladder_.ready()) refill();
      const QueueKey key = ladder_.least();
      if (dead_ == 0 || cells_[key.slot()].sequence == key.sequence()) return key;
      ladder_.drop_least();
      --dead_;
    }
  }

  // Payloads lie far apart in memory: each is fetched while those before it run.
  void refill() {
    ladder_.refill();
    const auto soon = ladder_.soon();
    for (std::size_t i = 0; i < std::min(soon.size(), kAhead); ++i) cells_.prefetch(soon[i].slot());
  }
  void fetch_ahead() {
    const auto soon = ladder_.soon();
    if (soon.size() > kAhead) cells_.prefetch(soon[kAhead].slot());
  }

  // The cells know all that is pending, so the keys are simply made anew; paid for by the
  // cancellations before.
  void drop_dead_keys() {
    if (dead_ <= kDeadMin + live_ + cells_.extent() / 4) return;
    ladder_.clear();
    dead_ = 0;
    for (std::uint32_t slot = 0; slot < cells_.extent(); ++slot) {
      const Cell& cell = cells_[slot];
      if (cell.sequence != kFree) {
        ladder_.push(QueueKey::make(Instant{cell.at}, cell.sequence, slot));
      }
    }
  }

  CellPool<Cell, 12> cells_;
  KeyLadder ladder_;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t live_ = 0;
  std::uint64_t dead_ = 0;
  Instant floor_;
};

}  // namespace barnabas::sim

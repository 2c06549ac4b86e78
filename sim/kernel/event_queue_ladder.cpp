#include "sim/kernel/event_queue_ladder.h"

#include <algorithm>
#include <bit>

#include "core/base/check.h"

namespace barnabas::sim {
namespace {

// A bucket of at most this many keys is sorted; a larger one is spread first.
constexpr std::uint32_t kSortMax = 256;
// From this many keys on, sorting begins with a counting pass.
constexpr std::size_t kCountMin = 12;
// Moves that insertion may spend per key before another algorithm takes over.
constexpr std::size_t kMovesPerKey = 16;
// A top of at most this many keys is sorted whole.
constexpr std::uint32_t kTopSortMax = 24;
// Keys per bucket that spreading a bucket aims at. What is spread from the top is crowded at its
// near end.
constexpr std::uint64_t kBucketAim = 32;
constexpr std::uint64_t kBucketsMin = 4;
constexpr std::uint64_t kBucketsMax = 2048;
// Keys that one insertion into the front may move.
constexpr std::size_t kShiftMax = 64;

bool greater(const QueueKey& a, const QueueKey& b) { return b < a; }

std::uint32_t bits_of(std::uint64_t x) {
  return static_cast<std::uint32_t>(64 - std::countl_zero(x));
}

// How many of the ascending keys are less; without branches, which no processor could predict here.
std::size_t count_less(const QueueKey* keys, std::size_t size, QueueKey key) {
  const QueueKey* at = keys;
  while (size > 0) {
    const std::size_t half = (size + 1) / 2;
    at += at[half - 1] < key ? half : 0;
    size -= half;
  }
  return static_cast<std::size_t>(at - keys);
}

}  // namespace

// The visitor may append: a chunk is copied and freed before its keys move on, into that very chunk
// at first.
template <class Visit>
void KeyLadder::drain(Bucket bucket, Visit visit) {
  for (std::uint32_t left = bucket.size; left > 0;) {
    const Chunk chunk = chunks_[bucket.first];
    if (left > kChunkKeys) chunks_.prefetch(chunk.next);
    chunks_.release(bucket.first);
    const std::uint32_t count = std::min(left, kChunkKeys);
    for (std::uint32_t i = 0; i < count; ++i) visit(chunk.keys[i]);
    left -= count;
    bucket.first = chunk.next;
  }
}

std::uint32_t KeyLadder::next_occupied(const Rung& rung) {
  std::size_t word = rung.current / 64;
  if (word >= rung.occupied.size()) return kNoCell;
  std::uint64_t bits = rung.occupied[word] & (~std::uint64_t{0} << (rung.current % 64));
  while (bits == 0) {
    if (++word == rung.occupied.size()) return kNoCell;
    bits = rung.occupied[word];
  }
  return static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
}

void KeyLadder::refill() {
  front_.clear();
  head_ = 0;
  while (front_.empty()) {
    if (depth_ == 0) {
      top_to_rung();
      continue;
    }
    Rung& rung = rungs_[depth_ - 1];
    const std::uint32_t index = next_occupied(rung);
    if (index == kNoCell) {
      rung.buckets.clear();
      rung.occupied.clear();
      --depth_;
      continue;
    }
    rung.current = index + 1;
    rung.occupied[index / 64] &= ~(std::uint64_t{1} << (index % 64));
    const std::int64_t first =
        rung.base + static_cast<std::int64_t>(std::uint64_t{index} << rung.shift);
    const std::uint64_t reach = (std::uint64_t{1} << rung.shift) - 1;
    front_last_ =
        distance(first, rung.last) <= reach ? rung.last : first + static_cast<std::int64_t>(reach);
    const Bucket bucket = rung.buckets[index];
    rung.buckets[index] = Bucket();
    if (bucket.size <= kSortMax || rung.shift == 0) {
      take_front(bucket, first);
    } else {
      Rung& finer = add_rung(first, front_last_, bucket.size / kBucketAim);
      drain(bucket, [&](QueueKey key) { append(finer, key); });
    }
  }
}

void KeyLadder::take_front(Bucket bucket, std::int64_t first) {
  front_.resize(bucket.size);
  QueueKey* out = front_.data();
  drain(bucket, [&](QueueKey key) { *out++ = key; });
  sort_front(first);
}

// One counting pass by the leading bits of the time puts nearly every key in its place, insertion
// the rest. `first` is the start of the front's range, whose end is front_last_.
void KeyLadder::sort_front(std::int64_t first) {
  const std::size_t size = front_.size();
  const std::uint32_t range_bits = bits_of(distance(first, front_last_));
  if (size >= kCountMin && size <= kSortMax && range_bits > 0) {
    const std::uint32_t slot_bits = std::min(bits_of(size - 1), range_bits);
    const std::uint32_t shift = range_bits - slot_bits;
    std::uint16_t place[kSortMax + 1] = {};
    for (const QueueKey& key : front_) ++place[(distance(first, key.at) >> shift) + 1];
    const std::size_t slots = std::size_t{1} << slot_bits;
    for (std::size_t i = 1; i < slots; ++i)
      place[i] = static_cast<std::uint16_t>(place[i] + place[i - 1]);
    scratch_.resize(size);
    for (const QueueKey& key : front_) scratch_[place[distance(first, key.at) >> shift]++] = key;
    std::swap(front_, scratch_);
    scratch_.clear();
  }
  if (!insertion_sort_front()) std::sort(front_.begin(), front_.end());
}

// Gives up, with the front in some order, when that takes more than a few moves per key.
bool KeyLadder::insertion_sort_front() {
  QueueKey* const keys = front_.data();
  const std::size_t size = front_.size();
  std::size_t moves = kMovesPerKey * size;
  for (std::size_t i = 1; i < size; ++i) {
    const QueueKey key = keys[i];
    std::size_t at = i;
    for (; at > 0 && key < keys[at - 1]; --at) keys[at] = keys[at - 1];
    keys[at] = key;
    if (i - at > moves) return false;
    moves -= i - at;
  }
  return true;
}

// Everything is in the top: it becomes the front, or the first rung.
void KeyLadder::top_to_rung() {
  BARNABAS_CHECK(top_.size > 0);
  std::int64_t least = INT64_MAX;
  std::int64_t most = INT64_MIN;
  std::uint32_t at = top_.first;
  for (std::uint32_t left = top_.size; left > 0; at = chunks_[at].next) {
    const std::uint32_t count = std::min(left, kChunkKeys);
    for (std::uint32_t i = 0; i < count; ++i) {
      least = std::min(least, chunks_[at].keys[i].at);
      most = std::max(most, chunks_[at].keys[i].at);
    }
    left -= count;
  }
  const Bucket bucket = top_;
  top_ = Bucket();
  if (bucket.size <= kTopSortMax || least == most) {
    front_last_ = most;
    take_front(bucket, least);
    return;
  }
  // Twice as far as the keys go, so that few of those to come fall behind it.
  const std::uint64_t reach = std::min(2 * distance(least, most), distance(least, INT64_MAX));
  const std::int64_t last = least + static_cast<std::int64_t>(reach);
  Rung& rung = add_rung(least, last, bucket.size / 2);
  drain(bucket, [&](QueueKey key) { append(rung, key); });
}

// Adds an empty rung over [base, last], below the others.
KeyLadder::Rung& KeyLadder::add_rung(std::int64_t base, std::int64_t last,
                                     std::uint64_t buckets_aim) {
  if (depth_ == rungs_.size()) rungs_.emplace_back();
  Rung& rung = rungs_[depth_++];
  const std::uint64_t aim = std::clamp(buckets_aim, kBucketsMin, kBucketsMax);
  const std::uint32_t range_bits = bits_of(distance(base, last));
  const std::uint32_t aim_bits = bits_of(aim - 1);
  rung.base = base;
  rung.last = last;
  rung.shift = range_bits > aim_bits ? range_bits - aim_bits : 0;
  rung.current = 0;
  const auto buckets = static_cast<std::size_t>((distance(base, last) >> rung.shift) + 1);
  rung.buckets.assign(buckets, Bucket());
  rung.occupied.assign((buckets + 63) / 64, 0);
  return rung;
}

// The front grows at whichever end is nearer to the key's place; too far from both, the key joins
// the heap.
void KeyLadder::push_front(QueueKey key) {
  make_room();
  const auto first = front_.begin() + static_cast<std::ptrdiff_t>(head_);
  const std::size_t before = count_less(front_.data() + head_, front_.size() - head_, key);
  const std::size_t behind = front_.size() - head_ - before;
  const auto place = first + static_cast<std::ptrdiff_t>(before);
  if (behind <= kShiftMax && (behind <= before || head_ == 0)) {
    front_.insert(place, key);
  } else if (head_ > 0 && before <= kShiftMax) {
    std::move(first, place, first - 1);
    --head_;
    *(place - 1) = key;
  } else {
    late_.push_back(key);
    std::push_heap(late_.begin(), late_.end(), greater);
    if (late_.size() > std::max(kShiftMax, front_.size() - head_)) late_to_rung();
  }
}

// Forgets keys that were handed out, once they are the larger part.
void KeyLadder::make_room() {
  if (head_ < kShiftMax || head_ < front_.size() / 2) return;
  front_.erase(front_.begin(), front_.begin() + static_cast<std::ptrdiff_t>(head_));
  head_ = 0;
}

QueueKey KeyLadder::least_of_both() const {
  if (head_ == front_.size() || late_.front() < front_[head_]) return late_.front();
  return front_[head_];
}

void KeyLadder::drop_least_of_both() {
  if (head_ == front_.size() || late_.front() < front_[head_]) {
    std::pop_heap(late_.begin(), late_.end(), greater);
    late_.pop_back();
  } else {
    ++head_;
  }
}

// Too much comes due within the front: it is subdivided.
void KeyLadder::late_to_rung() {
  std::vector<QueueKey> keys(front_.begin() + static_cast<std::ptrdiff_t>(head_), front_.end());
  keys.insert(keys.end(), late_.begin(), late_.end());
  late_.clear();
  front_.clear();
  head_ = 0;
  const std::int64_t least = std::min_element(keys.begin(), keys.end())->at;
  Rung& rung = add_rung(least, front_last_, keys.size());
  front_last_ = least - 1;
  for (const QueueKey& key : keys) append(rung, key);
}

std::uint64_t KeyLadder::bytes() const {
  std::uint64_t sum =
      (front_.capacity() + late_.capacity() + scratch_.capacity()) * sizeof(QueueKey);
  sum += chunks_.bytes() + rungs_.capacity() * sizeof(Rung);
  for (const Rung& rung : rungs_) {
    sum +=
        rung.buckets.capacity() * sizeof(Bucket) + rung.occupied.capacity() * sizeof(std::uint64_t);
  }
  return sum;
}

}  // namespace barnabas::sim

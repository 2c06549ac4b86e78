#include "sim/check/version_order.h"

#include <algorithm>

#include "sim/workload/batch_decoder.h"

namespace barnabas::sim::check {
namespace {

// Offsets so far behind the lowest are nonsense that somebody was told; no table is made for them.
constexpr std::int64_t kSpanMax = 1 << 28;

}  // namespace

bool VersionOrder::was_read_anywhere(std::uint64_t digest) {
  if (read_sorted_.empty() && !read_.empty()) {
    read_sorted_ = read_;
    read_sorted_.insert(read_sorted_.end(), read_later_.begin(), read_later_.end());
    std::sort(read_sorted_.begin(), read_sorted_.end());
  }
  return std::binary_search(read_sorted_.begin(), read_sorted_.end(), digest);
}

bool VersionOrder::is_covered(std::int64_t offset) const {
  const auto behind = std::upper_bound(covered_.begin(), covered_.end(), offset,
                                       [](std::int64_t o, const auto& r) { return o < r.first; });
  return behind != covered_.begin() && offset < std::prev(behind)->second;
}

std::vector<std::uint64_t> VersionOrder::merged() const {
  std::vector<std::uint64_t> all = read_;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == 0) all[i] = told_[i];
  }
  return all;
}

void VersionOrder::note_told(std::int64_t offset, std::uint64_t digest, const SentBatch& batch) {
  if (offset < start_ || offset >= end() || digest == 0) return;
  std::uint64_t& known = told_[static_cast<std::size_t>(offset - start_)];
  if (known == 0) {
    known = digest;
  } else if (known != digest) {
    conflicts_.push_back(
        {offset, known, digest, true, true, batch.settled_event, batch.settled_at});
  }
}

void VersionOrder::note_read(std::int64_t offset, std::uint64_t digest, const Delivery& delivery) {
  if (offset < start_ || offset >= end()) return;
  const auto place = static_cast<std::size_t>(offset - start_);
  if (told_[place] != 0 && told_[place] != digest) {
    conflicts_.push_back({offset, told_[place], digest, true, false, delivery.event, delivery.at});
  }
  if (read_[place] == 0) {
    read_[place] = digest;
  } else if (read_[place] != digest) {
    read_later_.push_back(digest);
    conflicts_.push_back({offset, read_[place], digest, false, false, delivery.event, delivery.at});
  }
}

// The same batch again, for another reader, says nothing new.
bool VersionOrder::was_walked(const DeliveredBatch& batch) {
  const auto place =
      std::lower_bound(walked_.begin(), walked_.end(), batch.base,
                       [](const Walked& w, std::int64_t base) { return w.base < base; });
  if (place != walked_.end() && place->base == batch.base) return place->digest == batch.digest;
  walked_.insert(place, {batch.base, batch.digest});
  return false;
}

VersionOrders::VersionOrders(const Evidence& evidence, const History& history) : history_(history) {
  orders_.resize(history.partitions().size());
  for (const TopicPartition& tp : history.partitions()) {
    const auto found = evidence.partitions.find(tp);
    since_.push_back(found == evidence.partitions.end() ? 0 : found->second.since_event);
  }
  measure();
  read_acknowledgements();
  read_polls();
}

bool VersionOrders::counts(const ProducerHistory& producer, const SentBatch& batch) const {
  if (batch.outcome != Outcome::Acked || batch.last_attempt < 0) return false;
  const Attempt& attempt = producer.attempts[static_cast<std::size_t>(batch.last_attempt)];
  return attempt.event >= since_[static_cast<std::size_t>(batch.partition)];
}

bool VersionOrders::counts(const Delivery& delivery) const {
  return delivery.batch_count > 0 &&
         delivery.event >= since_[static_cast<std::size_t>(delivery.partition)];
}

void VersionOrders::measure() {
  std::vector<std::pair<std::int64_t, std::int64_t>> spans(orders_.size(), {INT64_MAX, 0});
  const auto widen = [&spans](PartitionIndex partition, std::int64_t from, std::int64_t to) {
    auto& span = spans[static_cast<std::size_t>(partition)];
    span = {std::min(span.first, from), std::max(span.second, to)};
  };
  for (const ProducerHistory& producer : history_.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (counts(producer, batch))
        widen(batch.partition, batch.base.value, batch.base.value + batch.count);
    }
  }
  for (const ConsumerHistory& reader : history_.consumers()) {
    for (const Delivery& delivery : reader.deliveries) {
      if (!counts(delivery)) continue;
      widen(delivery.partition, reader.batches[delivery.first_batch].base,
            reader.batches[delivery.first_batch + delivery.batch_count - 1].last() + 1);
    }
  }
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    if (spans[i].first > spans[i].second) continue;
    const auto size =
        static_cast<std::size_t>(std::min(kSpanMax, spans[i].second - spans[i].first));
    orders_[i].start_ = spans[i].first;
    orders_[i].told_.resize(size);
    orders_[i].read_.resize(size);
  }
}

void VersionOrders::read_acknowledgements() {
  for (const ProducerHistory& producer : history_.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (!counts(producer, batch)) continue;
      VersionOrder& order = of(batch.partition);
      for (std::uint32_t place = 0; place < batch.count; ++place)
        order.note_told(batch.base.value + place, producer.record(batch, place).value_digest,
                        batch);
    }
  }
}

void VersionOrders::read_polls() {
  for (const ConsumerHistory& reader : history_.consumers()) {
    for (const Delivery& delivery : reader.deliveries) {
      if (!counts(delivery)) continue;
      VersionOrder& order = of(delivery.partition);
      order.covered_.emplace_back(delivery.from.value, delivery.next.value);
      for (std::uint32_t i = 0; i < delivery.batch_count; ++i) {
        const DeliveredBatch& batch = reader.batches[delivery.first_batch + i];
        if (batch.is_control()) continue;
        // A poll may begin and end within a batch.
        const bool is_whole =
            batch.base >= delivery.from.value && batch.last() < delivery.next.value;
        if (is_whole && order.was_walked(batch)) continue;
        RecordWalk walk(batch.base, batch.count, batch.attributes, batch.body.span());
        while (const auto record = walk.next()) {
          if (record->offset >= delivery.from.value && record->offset < delivery.next.value)
            order.note_read(record->offset, record->value_digest, delivery);
        }
      }
    }
  }
  for (VersionOrder& order : orders_) {
    auto& covered = order.covered_;
    std::sort(covered.begin(), covered.end());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < covered.size(); ++i) {
      if (kept > 0 && covered[i].first <= covered[kept - 1].second) {
        covered[kept - 1].second = std::max(covered[kept - 1].second, covered[i].second);
      } else {
        covered[kept++] = covered[i];
      }
    }
    covered.resize(kept);
  }
}

}  // namespace barnabas::sim::check

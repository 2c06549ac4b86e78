// What clients say of a partition's offsets: which value stands where, by acknowledgements and by
// polls; the ground of the client-visible anomalies. Nothing of the cluster is asked.
//
// Control records leave gaps, so an order is by offset, and gaps mean nothing. Observations of a
// topic that was deleted and came back under its name do not count for its successor.
//
// Jepsen: tests/kafka.clj, version-orders.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sim/check/evidence.h"
#include "sim/workload/history.h"

namespace barnabas::sim::check {

// One offset, two values.
struct ValueConflict {
  std::int64_t offset = 0;
  std::uint64_t earlier = 0;
  std::uint64_t later = 0;
  bool earlier_was_told = false;  // by an acknowledgement; otherwise by a poll
  bool later_was_told = false;
  std::uint64_t event = 0;
  Instant at{};
};

class VersionOrder {
 public:
  std::int64_t start() const { return start_; }
  std::int64_t end() const { return start_ + static_cast<std::int64_t>(told_.size()); }
  // Digests; 0: nobody said anything of the offset.
  std::uint64_t told(std::int64_t offset) const { return at(told_, offset); }
  std::uint64_t read(std::int64_t offset) const { return at(read_, offset); }
  std::uint64_t any(std::int64_t offset) const {
    return read(offset) != 0 ? read(offset) : told(offset);
  }
  // By any poll, also one over an offset where another value had been read before.
  bool was_read_anywhere(std::uint64_t digest);
  // Whether some poll went over this offset.
  bool is_covered(std::int64_t offset) const;
  const std::vector<ValueConflict>& conflicts() const { return conflicts_; }
  // All values in order of offset, for finding those that stand twice.
  std::vector<std::uint64_t> merged() const;

 private:
  friend class VersionOrders;
  struct Walked {
    std::int64_t base = 0;
    std::uint64_t digest = 0;
  };
  std::uint64_t at(const std::vector<std::uint64_t>& values, std::int64_t offset) const {
    return offset < start_ || offset >= end() ? 0
                                              : values[static_cast<std::size_t>(offset - start_)];
  }
  void note_told(std::int64_t offset, std::uint64_t digest, const SentBatch& batch);
  void note_read(std::int64_t offset, std::uint64_t digest, const Delivery& delivery);
  bool was_walked(const DeliveredBatch& batch);

  std::int64_t start_ = 0;
  std::vector<std::uint64_t> told_;
  std::vector<std::uint64_t> read_;                             // the first that was read there
  std::vector<std::uint64_t> read_later_;                       // others, at offsets read before
  std::vector<std::uint64_t> read_sorted_;                      // made by the first question
  std::vector<std::pair<std::int64_t, std::int64_t>> covered_;  // sorted, without overlap
  std::vector<Walked> walked_;                                  // batches, by base
  std::vector<ValueConflict> conflicts_;
};

class VersionOrders {
 public:
  VersionOrders(const Evidence& evidence, const History& history);
  VersionOrder& of(PartitionIndex partition) {
    return orders_[static_cast<std::size_t>(partition)];
  }
  std::size_t size() const { return orders_.size(); }
  // Whether the batch was sent, or delivered, to the topic that there is now.
  bool counts(const ProducerHistory& producer, const SentBatch& batch) const;
  bool counts(const Delivery& delivery) const;

 private:
  void measure();
  void read_acknowledgements();
  void read_polls();

  const History& history_;
  std::vector<std::uint64_t> since_;  // by partition: events before are of a former topic
  std::vector<VersionOrder> orders_;
};

}  // namespace barnabas::sim::check

// Requests that wait: produces for the high watermark, fetches for bytes (Kafka: DelayedProduce,
// DelayedFetch).
//
// An operation is data with a number, watched under its partitions. Whoever moves a partition asks
// for the operations watched there and tries each again; a timer of the same number ends the wait.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "core/base/check.h"
#include "core/base/ids.h"

namespace barnabas::replica {

template <class Operation>
class Purgatory {
 public:
  // Parks an operation under a fresh number.
  std::int64_t park(Operation operation, const std::vector<TopicPartition>& watched) {
    const std::int64_t number = next_++;
    for (const TopicPartition& tp : watched) watchers_[tp].insert(number);
    operations_.emplace(number, Entry{std::move(operation), watched});
    return number;
  }
  // The operations watched under a partition, oldest first.
  std::vector<std::int64_t> watching(const TopicPartition& tp) const {
    const auto found = watchers_.find(tp);
    if (found == watchers_.end()) return {};
    return {found->second.begin(), found->second.end()};
  }
  Operation* find(std::int64_t number) {
    const auto found = operations_.find(number);
    return found == operations_.end() ? nullptr : &found->second.operation;
  }
  // Takes an operation out for good. REQUIRES: it is parked.
  Operation take(std::int64_t number) {
    const auto found = operations_.find(number);
    BARNABAS_CHECK(found != operations_.end());
    Entry entry = std::move(found->second);
    operations_.erase(found);
    for (const TopicPartition& tp : entry.watched) {
      const auto set = watchers_.find(tp);
      if (set == watchers_.end()) continue;
      set->second.erase(number);
      if (set->second.empty()) watchers_.erase(set);
    }
    return std::move(entry.operation);
  }
  std::vector<std::int64_t> numbers() const {
    std::vector<std::int64_t> all;
    for (const auto& [number, entry] : operations_) all.push_back(number);
    return all;
  }
  std::size_t size() const { return operations_.size(); }

  friend bool operator==(const Purgatory&, const Purgatory&) = default;
  template <class Hash>
  void fold_into(Hash& hasher) const {
    hasher.fold(static_cast<std::uint64_t>(next_));
    for (const auto& [number, entry] : operations_) {
      hasher.fold(static_cast<std::uint64_t>(number));
      fold_value(hasher, entry.operation);
      fold_value(hasher, entry.watched);
    }
  }

 private:
  struct Entry {
    Operation operation;
    std::vector<TopicPartition> watched;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  std::int64_t next_ = 1;
  std::map<std::int64_t, Entry> operations_;
  std::map<TopicPartition, std::set<std::int64_t>> watchers_;
};

}  // namespace barnabas::replica

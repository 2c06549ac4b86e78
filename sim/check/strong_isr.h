// WeakIsr and StrongIsr: whatever a replica that believes to lead has below its high watermark
// stands on every in-sync replica: on those that it believes to be in sync (weak), and on those
// that ZooKeeper holds for it (strong).
//
// Members that are down are not looked at: they cannot be elected. One that comes back without what
// it had, and is still in the set, is a danger and is reported.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class IsrHolds : public Checker {
 public:
  using Checker::Checker;
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;

 private:
  virtual bool is_strong() const = 0;
  void compare(const Scene& scene, PartitionEvidence& partition, const ReplicaEvidence& leader,
               std::int32_t member_id);
};

class WeakIsr : public IsrHolds {
 public:
  WeakIsr() : IsrHolds("WeakIsr", Hears::Partitions) {}

 private:
  bool is_strong() const override { return false; }
};

class StrongIsr : public IsrHolds {
 public:
  StrongIsr() : IsrHolds("StrongIsr", Hears::Partitions) {}

 private:
  bool is_strong() const override { return true; }
};

}  // namespace barnabas::sim::check

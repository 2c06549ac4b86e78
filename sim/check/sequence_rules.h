// What idempotence promises along a partition's log (KIP-98), from batch headers alone.
//
// ProducerOrder: batches of one producer and epoch have sequence numbers without gaps; a new epoch
//                begins at 0.
// NoDupBatch:    no two batches have the same producer, epoch and sequence.
// EpochFence:    no batch has an older epoch than one before it of the same producer.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class SequenceRule : public Checker {
 public:
  explicit SequenceRule(std::string_view id) : Checker(id, Hears::SequenceBreaks) {}
  void on_sequence_break(const Scene& scene, PartitionEvidence& partition,
                         const ReplicaEvidence& replica, const SequenceBreak& broken) override;

 private:
  virtual bool is_mine(SequenceBreak::Kind kind) const = 0;
};

class ProducerOrder : public SequenceRule {
 public:
  ProducerOrder() : SequenceRule("ProducerOrder") {}

 private:
  bool is_mine(SequenceBreak::Kind kind) const override {
    return kind == SequenceBreak::Kind::Gap || kind == SequenceBreak::Kind::NotFromZero;
  }
};

class NoDupBatch : public SequenceRule {
 public:
  NoDupBatch() : SequenceRule("NoDupBatch") {}

 private:
  bool is_mine(SequenceBreak::Kind kind) const override {
    return kind == SequenceBreak::Kind::Repeated;
  }
};

class EpochFence : public SequenceRule {
 public:
  EpochFence() : SequenceRule("EpochFence") {}

 private:
  bool is_mine(SequenceBreak::Kind kind) const override {
    return kind == SequenceBreak::Kind::OldEpoch;
  }
};

}  // namespace barnabas::sim::check

// A hand-made world for the judges' tests: three brokers, a ZooKeeper, a producer and a consumer,
// of which a test sets bytes, states, znodes and notes as it likes, right or wrong, without any of
// the core's decisions.
//
// Everything that happens is an event of its own, so that the judges look after each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/record/record.h"
#include "sim/check/judge.h"

namespace barnabas::test {

class Stage {
 public:
  Stage();

  static TopicPartition tp() { return {"t", 0}; }
  static record::Batch batch(std::int64_t base, std::int32_t epoch,
                             const std::vector<std::string>& values);
  // Of an idempotent producer.
  struct Numbered {
    std::int64_t producer = 7;
    std::int16_t epoch = 0;
    std::int32_t sequence = 0;
  };
  static record::Batch numbered(std::int64_t base, const Numbered& number,
                                const std::vector<std::string>& values);

  // --- what a correct cluster would show, if the test wants it so
  // The leader appends and everybody else copies; high watermarks follow.
  void replicate(std::int64_t base, std::int32_t epoch, const std::vector<std::string>& values);

  // --- znodes
  void set_znode(const std::string& path, const std::string& data);
  void recreate_topic();  // gone with its logs, and there again under the same name
  void set_leader(std::int32_t leader, std::int32_t epoch, const std::vector<std::int32_t>& isr);

  // --- disks
  void append(std::int32_t broker, const record::Batch& batch);
  void truncate(std::int32_t broker, std::int64_t offset);
  void roll(std::int32_t broker, std::int64_t base);
  void delete_segment(std::int32_t broker, std::int64_t base);
  void roll_and_delete(std::int32_t broker, std::int64_t base,
                       std::int64_t old_base);  // in one step
  void write_epochs(std::int32_t broker, const std::string& text);
  void lose_power(std::int32_t broker);
  void flip_bit(std::int32_t broker, std::uint64_t position);
  void write_text(std::int32_t broker, const std::string& path, const std::string& text);
  // Replaces a file's bytes behind everybody's back.
  void overwrite(std::int32_t broker, const std::string& path, const ByteVector& bytes);
  // Opens the core's log over what is there, as a starting broker does; `clean` trusts it.
  void open_log(std::int32_t broker, bool clean = false);
  // The core's log appends a batch as its leader does.
  void lead(std::int32_t broker, std::int32_t epoch, const record::Batch& batch);

  // --- states
  replica::Partition& state(std::int32_t broker);
  broker::Broker& broker(std::int32_t id);
  void set_mark(std::int32_t broker, std::int64_t mark);  // its high watermark, and a look at it
  void stop(std::int32_t broker);
  void start(std::int32_t broker);  // again, with the state that it had
  void look(std::int32_t broker);   // an event of that broker in which nothing happens

  // --- clients
  void send(const std::vector<std::int32_t>& ids, const std::vector<std::string>& values);
  void note_of_producer(NoteKind kind, const std::vector<std::int32_t>& ids, std::int64_t base,
                        std::int64_t a, ErrorCode error = ErrorCode::None);
  // Dispatches, with the request on the wire.
  void dispatch(std::int32_t id, const record::Batch& batch);
  // Sends, dispatches, and is told this offset.
  void acknowledge(std::int32_t id, const std::string& value, std::int64_t offset,
                   std::int16_t acks);
  void deliver(std::int32_t from_broker, const std::vector<record::Batch>& batches);
  void set_position(std::int64_t offset);  // of the consumer
  void seek(std::int64_t offset);
  // The consumer is put elsewhere by its reset, and has to validate the new place.
  void reset(std::int64_t from, std::int64_t to);
  void wait(Duration duration);  // nothing happens for so long

  // --- messages
  // A client asks a broker for a partition's end, and is told.
  void tell_end(std::int32_t broker, std::int64_t end);
  void order(std::int32_t broker, std::int32_t controller, std::int32_t epoch, ErrorCode answer);

  sim::World world;
  sim::check::Judge judge;
  sim::check::Judgement finish() { return judge.finish(world); }
  // The checkers that judge_test.cpp is about.
  static std::vector<std::string> few();
  std::vector<std::string> violated();  // finish(), and which of these complain
  bool violates(std::string_view checker) { return finish().is_violated(checker); }

  static sim::NodeIndex index(std::int32_t broker) { return broker; }
  static constexpr sim::NodeIndex kZooKeeper = 0;
  static constexpr sim::NodeIndex kProducer = 4;
  static constexpr sim::NodeIndex kConsumer = 5;

 private:
  sim::Node& node(sim::NodeIndex index) {
    return world.nodes[static_cast<std::size_t>(index)].write();
  }
  sim::EventRecord begin(sim::NodeIndex node, const Event* event = nullptr);
  void note(sim::NodeIndex node, const Note& note, const Event* event = nullptr);
  void zookeeper(protocol::zk::Request request);
  template <class Write>
  void write_files(std::int32_t broker, Write write);

  std::int32_t next_correlation_ = 1;
  std::uint64_t events_ = 0;
};

}  // namespace barnabas::test

// The questions to ZooKeeper that a controller waits for, together, and their answers in the order
// asked.
//
// A question that was lost with a connection is asked again (nobody knows whether it happened, so
// every asker must accept that it did). A fenced question happens only while /controller_epoch
// still has the version that this controller set; otherwise its answer says `moved`.
//
// Kafka: KafkaZkClient.retryRequestsUntilConnected, and its multi with CheckOp (KAFKA-6082).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/zookeeper/session.h"

namespace barnabas::controller {

namespace zk = protocol::zk;

struct Answer {
  zk::Error error = zk::Error::Ok;
  bool moved = false;  // another controller has taken over: nothing happened
  std::string path;
  std::string data;
  zk::Stat stat;
  std::vector<std::string> children;
};

class Exchange {
 public:
  explicit Exchange(std::int64_t first_token) : next_token_(first_token) {}

  void ask(zookeeper::Session& session, Context& context, zk::Op op);
  // The ops happen all or not at all; the answer is about the last of them, or the one that failed.
  void ask_multi(zookeeper::Session& session, Context& context, std::vector<zk::Op> ops);
  // The op happens only if /controller_epoch has this version.
  void ask_fenced(zookeeper::Session& session, Context& context, std::int32_t epoch_version,
                  zk::Op op);

  // True when the answer was to one of these questions.
  bool on_answer(const zookeeper::notice::Answered& answered, zookeeper::Session& session,
                 Context& context);
  bool is_asked() const { return !slots_.empty(); }
  bool is_complete() const { return open_ == 0; }
  std::vector<Answer> take();  // REQUIRES: is_complete()
  void abandon();

  friend bool operator==(const Exchange&, const Exchange&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  struct Slot {
    std::int64_t token = 0;
    std::vector<zk::Op> ops;  // one, or those of a multi
    bool is_multi = false;
    bool is_fenced = false;
    bool is_answered = false;
    zk::Response response;
    friend bool operator==(const Slot&, const Slot&) = default;
  };

  void submit(Slot& slot, zookeeper::Session& session, Context& context);
  void add(Slot slot, zookeeper::Session& session, Context& context);

  std::vector<Slot> slots_;
  std::int32_t open_ = 0;
  std::int64_t next_token_;
};

// The operations that are asked, by name.
zk::Op op_create(std::string path, std::string data,
                 zk::CreateMode mode = zk::CreateMode::Persistent);
zk::Op op_set(std::string path, std::string data, std::int32_t version = -1);
zk::Op op_delete(std::string path, std::int32_t version = -1);
zk::Op op_check(std::string path, std::int32_t version);
zk::Op op_exists(std::string path, bool watch);
zk::Op op_get(std::string path, bool watch = false);
zk::Op op_children(std::string path, bool watch = false);

}  // namespace barnabas::controller

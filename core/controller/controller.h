// The controller that every broker carries: one of them is active and decides for the cluster.
//
// A value beside the broker's other state. It registers the broker in ZooKeeper, races for
// /controller, and while it is active works through a queue of operations, one at a time: decide
// over the const image, have ZooKeeper accept the change, replay it, tell the brokers. The
// ZooKeeper session is the broker's and is lent per call. Brokers hear of it only by requests.
//
// State:      Unregistered → Registered on the created znode; Standby → Active on winning the race;
//             Active → Standby on a lost session, a refused fenced write, or a foreign /controller.
// Invariants: 1. the image changes only by replayed records, after ZooKeeper accepted them; 2. a
// standby's
//             image is empty and it has no connections; 3. at most one step waits for answers.
// Effects:    Connect, Request, Close (connections 2^33 ...), Reply, SetTimer/CancelTimer
// (ControllerBackoff,
//             LeaderRebalance, AdminTimeout), Note.
//
// Kafka: KafkaController, KafkaZkClient, ZkAdminManager, AdminZkClient (3.9, ZooKeeper mode).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/prng.h"
#include "core/cluster/image.h"
#include "core/controller/channel.h"
#include "core/controller/controller_config.h"
#include "core/controller/deletion.h"
#include "core/controller/exchange.h"
#include "core/controller/operation.h"
#include "core/controller/request_batch.h"
#include "core/controller/request_refusal.h"
#include "core/controller/request_work.h"
#include "core/ports/context.h"
#include "core/zookeeper/session.h"

namespace barnabas::controller {

// The broker's ZooKeeper session and its context, borrowed for one call.
struct Environment {
  zookeeper::Session& zookeeper;
  Context& context;
};

class Controller {
 public:
  Controller(NodeId id, Endpoint self, std::string rack, const ControllerConfig& config, Prng prng);

  void on_started(Environment env);
  // All of the session's notices; answers to other owners' tokens are ignored.
  void on_notice(const zookeeper::Notice& notice, Environment env);
  // Its connections to brokers and its timers; false when the event is somebody else's.
  bool on_event(const Event& event, Environment env);
  bool handles(const protocol::RequestBody& request) const;
  // Replies when done, perhaps in a later step. NOT_CONTROLLER when another broker is the
  // controller.
  void on_request(ConnectionId connection, CorrelationId correlation,
                  const protocol::RequestRef& request, Environment env);

  bool is_active() const { return is_active_; }
  ControllerEpoch epoch() const { return epoch_; }
  NodeId known_controller() const { return known_controller_; }  // -1: unknown
  bool is_registered() const { return is_registered_; }
  BrokerEpoch broker_epoch() const { return broker_epoch_; }  // -1 before the first registration
  const cluster::Image& image() const { return image_; }
  const ControllerConfig& config() const { return config_; }
  // Of its broker: what was stated, and what was changed since, by Kafka's names.
  const cluster::BrokerSettings& settings() const { return settings_; }
  // What configs became since the last call: the whole set of each changed entity ("topics/orders",
  // "brokers/1", "brokers/<default>"). Other brokers' are left out.
  std::vector<std::pair<std::string, cluster::Configs>> take_config_changes();
  // What it is doing, for people: "broker-change: write-states".
  std::string describe() const;

  friend bool operator==(const Controller&, const Controller&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  using Answers = std::vector<Answer>;

  // The machine: operations, steps, answers (controller.cpp, dispatch.cpp).
  void enqueue(OperationKind kind, const std::string& text = "");
  void run(Environment env);
  void start_operation(Environment env);
  bool is_for_active(OperationKind kind) const;
  void begin(Step& step, Environment env);
  void end(Step& step, Answers& answers, Environment env);
  void finish_exchange(Environment env);
  void next(Step step);  // in front of all waiting steps
  void next(std::vector<Step> steps);
  void ask(Environment env, zk::Op op) { exchange_.ask(env.zookeeper, env.context, std::move(op)); }
  void ask_fenced(Environment env, zk::Op op);
  void on_watch(const zookeeper::notice::WatchFired& fired);
  void on_session(bool is_new, Environment env);
  void abandon_work(ErrorCode error, Environment env);
  void commit(const cluster::Record& record) { cluster::replay(image_, record); }
  void send_batch(Environment env);

  // Registration and election (registration.cpp, election.cpp).
  void begin_ensure_paths(Environment env);
  void begin_create_registration(Environment env);
  void end_create_registration(const Answers& answers, Environment env);
  void end_check_registration(const Answers& answers, Environment env);
  void registered(std::int64_t czxid, Environment env);
  void begin_find_controller(Environment env);
  void end_find_controller(const Answers& answers, Environment env);
  void begin_race(const Step& step, Environment env);
  void end_race(const Step& step, const Answers& answers, Environment env);
  void end_check_race(const Step& step, const Answers& answers, Environment env);
  void won(ControllerEpoch epoch, std::int32_t version, Environment env);
  void resign(const std::string& why, Environment env);

  // Fail-over (failover.cpp).
  void begin_load_names(Environment env);
  void end_load_names(const Answers& answers);
  void begin_load_contents(const Step& step, Environment env);
  void end_load_contents(const Step& step, const Answers& answers, Environment env);
  void end_load_states(const Step& step, const Answers& answers);
  void end_take_over(const Step& step, Environment env);

  // Partition states (states.cpp, states_write.cpp).
  void begin_read_states(const std::vector<TopicPartition>& partitions, Environment env);
  void end_read_states(const Step& step, const Answers& answers, Environment env);
  void begin_write_states(const Step& step, Environment env);
  void end_write_states(const Step& step, const Answers& answers, Environment env);
  void begin_create_states(const Step& step, Environment env);
  void end_create_states(const Step& step, const Answers& answers, Environment env);
  void end_refresh_states(const Step& step, const Answers& answers, Environment env);
  bool is_own_write(const Proposal& proposal, const cluster::Leadership& current) const;
  void accept(const Proposal& proposal, PartitionEpoch version, Environment env);
  void note_accepted(const Proposal& proposal, PartitionEpoch version, Environment env);
  void tell_unchanged(const TopicPartition& tp, const cluster::Leadership& current,
                      const std::vector<NodeId>& recipients);
  void record_failure(const TopicPartition& tp, ErrorCode error);
  void end_elect_where_needed(const Step& step);
  void end_bring_online(const Step& step, Environment env);
  void end_take_offline(const Step& step, Environment env);
  void end_after_offline(const Step& step);
  void end_tell_metadata(const Step& step, Environment env);
  ElectionRules rules() const;

  // Brokers (brokers.cpp).
  void end_read_broker_ids(const Answers& answers);
  void begin_read_brokers(const Step& step, Environment env);
  void end_read_brokers(const Step& step, const Answers& answers, Environment env);
  void add_broker(const cluster::BrokerRegistration& broker, Environment env);
  void end_brokers_up(const Step& step, Environment env);
  void remove_broker(NodeId broker, Environment env);
  void end_brokers_down(const Step& step, Environment env);
  void end_replicas_gone(const Step& step);
  void on_replica_answer(const Operation& operation, Environment env);
  void on_leader_and_isr_answer(NodeId broker, const protocol::LeaderAndIsrResponse& response,
                                Environment env);

  // Topics (topics.cpp, notifications.cpp).
  void end_read_topic_names(const Answers& answers, Environment env);
  void begin_read_topics(const Step& step, Environment env);
  void end_read_topics(const Step& step, const Answers& answers, Environment env);
  void end_read_partitions(const Step& step, const Answers& answers);
  void create_partitions(const std::vector<TopicPartition>& fresh);
  void end_read_config_changes(const Answers& answers);
  void begin_read_config_change(const Step& step, Environment env);
  void end_read_config_change(const Answers& answers);
  void begin_read_configs(const Step& step, Environment env);
  void end_read_configs(const Step& step, const Answers& answers);
  void take_topic_configs(const std::string& topic, const cluster::Configs& configs);
  bool take_broker_configs(const std::string& broker, const cluster::Configs& configs);
  void end_read_isr_changes(const Answers& answers);
  void begin_read_isr_change(const Step& step, Environment env);
  void end_read_isr_change(const Step& step, const Answers& answers);
  void end_read_changed_states(const Step& step, const Answers& answers);
  void begin_delete_isr_changes(const Step& step, Environment env);

  // Deletion (deletion.cpp, deletion_steps.cpp).
  void end_read_deletions(const Answers& answers);
  void begin_drop_deletions(const Step& step, Environment env);
  void enqueue_deletions(const std::vector<std::string>& topics);
  void end_resume_deletions();
  void end_stop_replicas(const Step& step, Environment env);
  void on_stop_replica_answer(NodeId broker, const protocol::StopReplicaRequest& request,
                              const protocol::StopReplicaResponse& response);
  void fail_deletions(const std::vector<Replica>& replicas);
  void retry_deletions_on(const std::vector<NodeId>& brokers);
  void end_list_topic_znodes(const Step& step, const Answers& answers);
  void begin_remove_topic_znodes(const Step& step, Environment env);
  void end_remove_topic_znodes(const Step& step, Environment env);
  bool is_being_deleted(const std::string& topic) const;

  // Reassignment (reassignment.cpp, reassignment_requests.cpp).
  void end_start_reassignment(const Step& step, Environment env);
  void begin_write_assignment(const Step& step, Environment env);
  void end_write_assignment(const Step& step, const Answers& answers);
  void end_read_reassigned(const Step& step, const Answers& answers);
  void end_complete_reassignment(const Step& step);
  void end_drop_replicas(const Step& step, Environment env);
  void end_finish_reassignment(const Step& step, Environment env);
  void end_resume_reassignments(const Step& step);
  void on_alter_reassignments();
  void on_list_reassignments();

  // Requests (requests.cpp and one file per subject).
  void on_controller_request(Environment env);
  void end_answer_request(Environment env);
  void reply_now(const Operation& operation, protocol::ResponseBody response, Environment env);
  void on_alter_partition();
  void answer_alter_partition(Environment env);
  void on_controlled_shutdown();
  void answer_controlled_shutdown();
  void on_elect_leaders();
  void answer_elect_leaders();
  void on_rebalance(Environment env);
  void on_create_topics();
  void begin_write_topics(Environment env);
  void end_write_topics(const Answers& answers, Environment env);
  void begin_replace_configs(const Step& step, Environment env);
  void on_delete_topics();
  void begin_write_deletions(Environment env);
  void end_write_deletions(const Answers& answers);
  void on_create_partitions();
  void begin_write_growth(Environment env);
  void end_write_growth(const Answers& answers);
  void on_alter_configs();
  void begin_read_altered_configs(Environment env);
  void end_read_altered_configs(const Answers& answers);
  void begin_write_altered_configs(Environment env);
  void end_write_altered_configs(const Answers& answers);
  void begin_notify_configs(const Step& step, Environment env);

  // Answers that wait until the cluster shows what was asked for (waiting.cpp).
  void park(Environment env);
  void maybe_complete_waiting(Environment env);
  bool is_forgotten(const std::string& topic) const;
  bool is_done(const std::string& topic, std::int32_t partition_count) const;
  void give_up_waiting(WaitingRequest waiting, Environment env);
  bool on_admin_timeout(const TimerId& timer, Environment env);

  NodeId id_;
  Endpoint self_;
  std::string rack_;
  ControllerConfig config_;
  Prng prng_;

  bool is_registered_ = false;
  BrokerEpoch broker_epoch_{-1};
  NodeId known_controller_{-1};
  bool is_active_ = false;
  ControllerEpoch epoch_{0};
  std::int32_t epoch_version_ = -1;

  cluster::Image image_;
  Channels channels_;
  RequestBatch batch_;
  std::map<std::string, DeletingTopic> deleting_;

  std::deque<Operation> queue_;
  std::optional<Operation> current_;
  std::deque<Step> steps_;
  std::optional<Step> asking_;
  Exchange exchange_;
  RequestWork work_;                // of the request in hand
  std::uint64_t change_count_ = 0;  // state changes accepted, for AfterOffline

  std::map<std::int64_t, WaitingRequest> waiting_;
  std::int64_t next_waiting_ = 1;
  cluster::BrokerSettings settings_;
  std::vector<std::pair<std::string, cluster::Configs>> config_changes_;
  std::string last_config_change_;  // the newest notification that was read
};

}  // namespace barnabas::controller

// The machine: events come in, operations wait in a queue, steps ask ZooKeeper and go on with its
// answers.
#include "core/controller/controller.h"

#include <utility>

#include "core/cluster/znodes.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
constexpr std::int64_t kFirstToken = std::int64_t{1} << 40;

}  // namespace

Controller::Controller(NodeId id, Endpoint self, std::string rack, const ControllerConfig& config,
                       Prng prng)
    : id_(id),
      self_(std::move(self)),
      rack_(std::move(rack)),
      config_(config),
      prng_(prng),
      channels_(milliseconds(config.controller_socket_timeout_ms)),
      exchange_(kFirstToken),
      settings_(config.settings) {}

void Controller::on_started(Environment) {
  // Everything begins with the session: on_notice(Connected).
}

void Controller::on_notice(const zookeeper::Notice& notice, Environment env) {
  if (const auto* answered = std::get_if<zookeeper::notice::Answered>(&notice)) {
    if (!exchange_.on_answer(*answered, env.zookeeper, env.context)) return;
    if (asking_ && exchange_.is_complete()) finish_exchange(env);
  } else if (const auto* fired = std::get_if<zookeeper::notice::WatchFired>(&notice)) {
    on_watch(*fired);
  } else if (const auto* connected = std::get_if<zookeeper::notice::Connected>(&notice)) {
    if (connected->new_session) enqueue(OperationKind::Start);
  } else if (std::get_if<zookeeper::notice::Expired>(&notice) != nullptr) {
    // The ephemeral nodes are gone already: whatever this controller still believes is history.
    is_registered_ = false;
    known_controller_ = kNoNode;
    resign("the ZooKeeper session has expired", env);
    abandon_work(ErrorCode::NotController, env);
    queue_.clear();
  }
  run(env);
}

void Controller::on_watch(const zookeeper::notice::WatchFired& fired) {
  const std::string& path = fired.path;
  if (path == znodes::kController) return enqueue(OperationKind::ControllerChange);
  if (path == znodes::kConfigChanges) return enqueue(OperationKind::ConfigChange);
  if (path == znodes::broker_path(id_)) {
    if (!is_registered_) enqueue(OperationKind::Register);
    return;
  }
  if (!is_active_) return;
  if (path == znodes::kBrokerIds) return enqueue(OperationKind::BrokerChange);
  if (path == znodes::kTopics) return enqueue(OperationKind::TopicChange);
  if (path == znodes::kDeleteTopics) return enqueue(OperationKind::TopicDeletion);
  if (path == znodes::kIsrChanges) return enqueue(OperationKind::IsrChange);
  const std::string parent = std::string(znodes::kTopics) + "/";
  const bool is_topic = path.compare(0, parent.size(), parent) == 0;
  if (is_topic && fired.type == zk::WatchType::DataChanged) {
    enqueue(OperationKind::PartitionChange, path.substr(parent.size()));
  }
}

bool Controller::on_event(const Event& event, Environment env) {
  if (const auto* fired = std::get_if<event::TimerFired>(&event)) {
    if (on_admin_timeout(fired->timer, env)) return true;
    if (fired->timer == TimerId{TimerKind::ControllerBackoff, -1}) {
      if (!is_registered_) enqueue(OperationKind::Register);
      run(env);
      return true;
    }
    if (fired->timer.kind == TimerKind::LeaderRebalance) {
      if (is_active_) enqueue(OperationKind::Rebalance);
      run(env);
      return true;
    }
  }
  std::vector<Channels::Answered> answered;
  if (!channels_.on_event(event, env.context, answered)) return false;
  for (Channels::Answered& answer : answered) {
    Operation operation;
    operation.kind = OperationKind::ReplicaAnswer;
    operation.broker = answer.broker;
    operation.request = std::move(answer.request);
    operation.response = std::move(answer.response);
    // UpdateMetadata's answer matters only to who waits for this broker to know.
    const bool matters =
        std::get_if<protocol::UpdateMetadataRequest>(&*operation.request) == nullptr;
    if (matters) queue_.push_back(std::move(operation));
  }
  run(env);
  return true;
}

void Controller::enqueue(OperationKind kind, const std::string& text) {
  Operation operation;
  operation.kind = kind;
  operation.text = text;
  // An equal one that has not begun will see everything that this one would.
  for (const Operation& waiting : queue_) {
    if (waiting == operation) return;
  }
  queue_.push_back(std::move(operation));
}

void Controller::next(Step step) { steps_.push_front(std::move(step)); }
void Controller::next(std::vector<Step> steps) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step)
    steps_.push_front(std::move(*step));
}

void Controller::run(Environment env) {
  while (!asking_) {
    if (steps_.empty()) {
      send_batch(env);
      current_.reset();
      work_ = RequestWork{};
      maybe_complete_waiting(env);
      if (queue_.empty()) return;
      current_ = std::move(queue_.front());
      queue_.pop_front();
      start_operation(env);
      continue;
    }
    Step step = std::move(steps_.front());
    steps_.pop_front();
    begin(step, env);
    asking_ = std::move(step);
    if (!exchange_.is_asked()) finish_exchange(env);
    if (asking_ && exchange_.is_asked()) return;
  }
}

void Controller::finish_exchange(Environment env) {
  Step step = std::move(*asking_);
  asking_.reset();
  Answers answers = exchange_.take();
  for (const Answer& answer : answers) {
    if (!answer.moved) continue;
    env.context.probe("controller.write-fenced");
    resign("a write was refused: /controller_epoch has moved on", env);
    enqueue(OperationKind::ControllerChange);
    return;
  }
  end(step, answers, env);
}

void Controller::ask_fenced(Environment env, zk::Op op) {
  if (config_.epoch_check == EpochCheck::On) {
    exchange_.ask_fenced(env.zookeeper, env.context, epoch_version_, std::move(op));
  } else {
    ask(env, std::move(op));
  }
}

// Gives up what is being done. A request in hand is answered with this error.
void Controller::abandon_work(ErrorCode error, Environment env) {
  exchange_.abandon();
  asking_.reset();
  steps_.clear();
  if (current_ && current_->kind == OperationKind::Request && work_.response) {
    reply_now(*current_, build_refusal(*current_->request, error), env);
  }
  current_.reset();
  work_ = RequestWork{};
  std::deque<Operation> kept;
  for (Operation& operation : queue_) {
    if (operation.kind == OperationKind::Request) {
      reply_now(operation, build_refusal(*operation.request, error), env);
    } else if (!is_for_active(operation.kind)) {
      kept.push_back(std::move(operation));
    }
  }
  queue_ = std::move(kept);
}

void Controller::send_batch(Environment env) {
  if (!is_active_) {
    batch_.clear();
    return;
  }
  for (auto& request : batch_.take(image_, id_, epoch_)) {
    channels_.send(request.first, std::move(request.second), env.context);
  }
}

std::vector<std::pair<std::string, cluster::Configs>> Controller::take_config_changes() {
  return std::exchange(config_changes_, {});
}

std::string Controller::describe() const {
  std::string text = is_active_ ? "active" : "standby";
  if (!current_) return text;
  text += ", " + std::string(name_of(current_->kind));
  if (!current_->text.empty()) text += " " + current_->text;
  if (asking_) text += ": " + std::string(name_of(asking_->kind));
  if (!queue_.empty()) text += ", " + std::to_string(queue_.size()) + " more";
  return text;
}

void Controller::fold_into(Hasher& hasher) const {
  fold_value(hasher, id_);
  fold_value(hasher, prng_);
  fold_value(hasher, is_registered_);
  fold_value(hasher, broker_epoch_);
  fold_value(hasher, known_controller_);
  fold_value(hasher, is_active_);
  fold_value(hasher, epoch_);
  fold_value(hasher, epoch_version_);
  fold_value(hasher, image_);
  fold_value(hasher, channels_);
  fold_value(hasher, batch_);
  fold_value(hasher, deleting_);
  fold_value(hasher, queue_);
  fold_value(hasher, current_);
  fold_value(hasher, steps_);
  fold_value(hasher, asking_);
  fold_value(hasher, exchange_);
  fold_value(hasher, work_);
  fold_value(hasher, change_count_);
  fold_value(hasher, waiting_);
  fold_value(hasher, config_changes_);
  fold_value(hasher, last_config_change_);
  if (!settings_.own.empty() || !settings_.cluster_default.empty()) fold_value(hasher, settings_);
}

}  // namespace barnabas::controller

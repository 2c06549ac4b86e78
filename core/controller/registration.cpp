// The broker's own znode: created under the session, found again after a lost answer, made anew
// after expiry.
//
// Kafka: KafkaZkClient.registerBroker and its CheckedEphemeral. It differs where the znode still
// belongs to an older session of the broker: Kafka's process ends and is started again by its
// supervisor, this one waits.
#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
constexpr TimerId kRetryTimer{TimerKind::ControllerBackoff, -1};

}  // namespace

void Controller::begin_ensure_paths(Environment env) {
  // In the session's order, so that a parent is there before its child; existing ones are fine.
  for (const std::string& path : znodes::persistent_paths()) ask(env, op_create(path, ""));
}

void Controller::begin_create_registration(Environment env) {
  cluster::BrokerRegistration broker;
  broker.id = id_;
  broker.host = self_.host;
  broker.port = self_.port;
  broker.rack = rack_;
  ask(env, op_create(znodes::broker_path(id_), znodes::encode_broker(broker, env.context.wall),
                     zk::CreateMode::Ephemeral));
}

void Controller::end_create_registration(const Answers& answers, Environment env) {
  const Answer& created = answers.front();
  if (created.error == zk::Error::Ok && created.stat.czxid != 0) {
    registered(created.stat.czxid, env);
  } else {
    next(make_step(StepKind::CheckRegistration));
  }
}

void Controller::end_check_registration(const Answers& answers, Environment env) {
  const Answer& found = answers.front();
  const bool is_mine =
      found.error == zk::Error::Ok && found.stat.ephemeral_owner == env.zookeeper.session_id();
  if (is_mine) {
    env.context.probe("registration.done-before");  // only the answer was lost
    registered(found.stat.czxid, env);
  } else {
    // It belongs to this broker's last life. The watch tells when it goes; the timer is for lost
    // luck.
    env.context.probe("registration.older-session");
    env.context.set_timer(kRetryTimer, milliseconds(config_.registration_retry_ms));
  }
}

void Controller::registered(std::int64_t czxid, Environment env) {
  is_registered_ = true;
  broker_epoch_ = BrokerEpoch(czxid);
  env.context.cancel_timer(kRetryTimer);
  // Nobody is served before: an order or an answer would come from a life that the cluster does not
  // know yet. Kafka: SocketServer.enableRequestProcessing at the end of KafkaServer.startup.
  env.context.listen();
  Note note;
  note.kind = NoteKind::Registered;
  note.a = czxid;
  env.context.note(std::move(note));
  next(make_step(StepKind::FindController));
}

}  // namespace barnabas::controller

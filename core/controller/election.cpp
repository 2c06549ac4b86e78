// Who is controller: the race for /controller, and giving the role up.
//
// Kafka: KafkaController.elect, processReelect, maybeResign, triggerControllerMove (3.9);
//        KafkaZkClient.registerControllerAndIncrementControllerEpoch.
#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

}  // namespace

void Controller::begin_find_controller(Environment env) {
  // exists() leaves a watch also where nothing is.
  ask(env, op_exists(std::string(znodes::kController), true));
  ask(env, op_get(std::string(znodes::kController)));
  ask(env, op_get(std::string(znodes::kControllerEpoch)));
}

void Controller::end_find_controller(const Answers& answers, Environment env) {
  const Answer& controller = answers[1];
  const Answer& epoch = answers[2];
  known_controller_ = kNoNode;
  if (controller.error == zk::Error::Ok) {
    known_controller_ = znodes::decode_controller(controller.data).value_or(kNoNode);
    const bool is_mine = controller.stat.ephemeral_owner == env.zookeeper.session_id();
    if (is_active_ && !is_mine) {
      resign("broker " + std::to_string(known_controller_.value) + " is controller", env);
    }
    if (is_active_ || !is_mine) return;
    // Won by this session and given up since: it has to go, so that anybody can win again.
    next(make_step(StepKind::DropController));
    return;
  }
  if (is_active_) resign("/controller is gone", env);
  if (!is_registered_) return;  // a broker that is not in the cluster does not lead it
  if (epoch.error == zk::Error::NoNode) {
    next(make_step(StepKind::CreateEpoch));
    return;
  }
  Step race = make_step(StepKind::Race);
  race.number = znodes::decode_controller_epoch(epoch.data).value_or(ControllerEpoch(0)).value;
  race.version = epoch.stat.version;
  if (config_.sabotage == Sabotage::KeepControllerEpoch && race.number > 0) --race.number;
  next(std::move(race));
}

void Controller::begin_race(const Step& step, Environment env) {
  const ControllerEpoch wanted(static_cast<std::int32_t>(step.number + 1));
  exchange_.ask_multi(
      env.zookeeper, env.context,
      {op_create(std::string(znodes::kController), znodes::encode_controller(id_, env.context.wall),
                 zk::CreateMode::Ephemeral),
       op_set(std::string(znodes::kControllerEpoch), znodes::encode_controller_epoch(wanted),
              step.version)});
}

void Controller::end_race(const Step& step, const Answers& answers, Environment env) {
  if (answers.front().error == zk::Error::Ok) {
    won(ControllerEpoch(static_cast<std::int32_t>(step.number + 1)), answers.front().stat.version,
        env);
    return;
  }
  // Lost the race, or won it by a request whose answer was lost.
  Step check = make_step(StepKind::CheckRace);
  check.number = step.number;
  next(std::move(check));
}

void Controller::end_check_race(const Step& step, const Answers& answers, Environment env) {
  const Answer& controller = answers[0];
  const Answer& epoch = answers[1];
  const ControllerEpoch wanted(static_cast<std::int32_t>(step.number + 1));
  const bool is_mine = controller.error == zk::Error::Ok &&
                       controller.stat.ephemeral_owner == env.zookeeper.session_id();
  if (is_mine && znodes::decode_controller_epoch(epoch.data) == wanted) {
    won(wanted, epoch.stat.version, env);
    return;
  }
  next(make_step(StepKind::FindController));
}

void Controller::won(ControllerEpoch epoch, std::int32_t version, Environment env) {
  is_active_ = true;
  known_controller_ = id_;
  epoch_ = epoch;
  epoch_version_ = version;
  Note note;
  note.kind = NoteKind::ControllerElected;
  note.peer = id_;
  note.a = epoch.value;
  env.context.note(std::move(note));
  next(make_step(StepKind::LoadNames));
}

void Controller::resign(const std::string& why, Environment env) {
  if (!is_active_) return;
  is_active_ = false;
  known_controller_ = kNoNode;
  Note note;
  note.kind = NoteKind::ControllerResigned;
  note.peer = id_;
  note.a = epoch_.value;
  note.text = why;
  env.context.note(std::move(note));
  abandon_work(ErrorCode::NotController, env);
  for (const auto& waiting : waiting_) give_up_waiting(waiting.second, env);
  waiting_.clear();
  channels_.clear(env.context);
  batch_.clear();
  deleting_.clear();
  image_ = cluster::Image();
  env.context.cancel_timer({TimerKind::LeaderRebalance, 0});
}

}  // namespace barnabas::controller

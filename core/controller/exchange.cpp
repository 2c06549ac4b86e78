#include "core/controller/exchange.h"

#include <utility>

#include "core/base/check.h"
#include "core/cluster/znodes.h"

namespace barnabas::controller {
namespace {

zk::Op make_op(zk::OpCode code, std::string path) {
  zk::Op op;
  op.code = code;
  op.path = std::move(path);
  return op;
}

// The result that decides a multi: its first real failure, or its last success.
std::size_t deciding_result(const zk::Response& response) {
  for (std::size_t i = 0; i < response.results.size(); ++i) {
    const zk::Error error = response.results[i].error;
    if (error != zk::Error::Ok && error != zk::Error::RuntimeInconsistency) return i;
  }
  return response.results.size() - 1;
}

}  // namespace

void Exchange::ask(zookeeper::Session& session, Context& context, zk::Op op) {
  Slot slot;
  slot.ops.push_back(std::move(op));
  add(std::move(slot), session, context);
}

void Exchange::ask_multi(zookeeper::Session& session, Context& context, std::vector<zk::Op> ops) {
  Slot slot;
  slot.ops = std::move(ops);
  slot.is_multi = true;
  add(std::move(slot), session, context);
}

void Exchange::ask_fenced(zookeeper::Session& session, Context& context, std::int32_t epoch_version,
                          zk::Op op) {
  Slot slot;
  slot.ops.push_back(op_check(std::string(cluster::znodes::kControllerEpoch), epoch_version));
  slot.ops.push_back(std::move(op));
  slot.is_multi = true;
  slot.is_fenced = true;
  add(std::move(slot), session, context);
}

void Exchange::add(Slot slot, zookeeper::Session& session, Context& context) {
  slots_.push_back(std::move(slot));
  ++open_;
  submit(slots_.back(), session, context);
}

void Exchange::submit(Slot& slot, zookeeper::Session& session, Context& context) {
  slot.token = next_token_++;
  if (slot.is_multi) {
    session.submit_multi(context, slot.token, slot.ops);
  } else {
    session.submit(context, slot.token, slot.ops.front());
  }
}

bool Exchange::on_answer(const zookeeper::notice::Answered& answered, zookeeper::Session& session,
                         Context& context) {
  for (Slot& slot : slots_) {
    if (slot.is_answered || slot.token != answered.token) continue;
    if (answered.response.error == zk::Error::ConnectionLoss) {
      submit(slot, session, context);
      return true;
    }
    // The session is over; the owner hears Expired and gives up all of this.
    if (answered.response.error == zk::Error::SessionExpired) return true;
    slot.is_answered = true;
    slot.response = answered.response;
    --open_;
    return true;
  }
  return false;
}

std::vector<Answer> Exchange::take() {
  BARNABAS_CHECK(is_complete());
  std::vector<Answer> answers;
  for (Slot& slot : slots_) {
    Answer answer;
    answer.error = slot.response.error;
    answer.path = std::move(slot.response.path);
    answer.data = std::move(slot.response.data);
    answer.stat = slot.response.stat;
    answer.children = std::move(slot.response.children);
    if (slot.is_multi && !slot.response.results.empty()) {
      const std::size_t index = deciding_result(slot.response);
      const zk::OpResult& result = slot.response.results[index];
      answer.error = result.error;
      answer.path = result.path;
      answer.stat = result.stat;
      answer.moved = slot.is_fenced && index == 0;
    }
    answers.push_back(std::move(answer));
  }
  slots_.clear();
  return answers;
}

void Exchange::abandon() {
  slots_.clear();
  open_ = 0;
}

void Exchange::fold_into(Hasher& hasher) const {
  for (const Slot& slot : slots_) {
    fold_value(hasher, slot.token);
    fold_value(hasher, slot.ops);
    fold_value(hasher, slot.is_answered);
    fold_value(hasher, slot.response);
  }
  fold_value(hasher, next_token_);
}

zk::Op op_create(std::string path, std::string data, zk::CreateMode mode) {
  zk::Op op = make_op(zk::OpCode::Create, std::move(path));
  op.data = std::move(data);
  op.mode = mode;
  return op;
}
zk::Op op_set(std::string path, std::string data, std::int32_t version) {
  zk::Op op = make_op(zk::OpCode::SetData, std::move(path));
  op.data = std::move(data);
  op.version = version;
  return op;
}
zk::Op op_delete(std::string path, std::int32_t version) {
  zk::Op op = make_op(zk::OpCode::Delete, std::move(path));
  op.version = version;
  return op;
}
zk::Op op_check(std::string path, std::int32_t version) {
  zk::Op op = make_op(zk::OpCode::Check, std::move(path));
  op.version = version;
  return op;
}
zk::Op op_exists(std::string path, bool watch) {
  zk::Op op = make_op(zk::OpCode::Exists, std::move(path));
  op.watch = watch;
  return op;
}
zk::Op op_get(std::string path, bool watch) {
  zk::Op op = make_op(zk::OpCode::GetData, std::move(path));
  op.watch = watch;
  return op;
}
zk::Op op_children(std::string path, bool watch) {
  zk::Op op = make_op(zk::OpCode::GetChildren, std::move(path));
  op.watch = watch;
  return op;
}

}  // namespace barnabas::controller

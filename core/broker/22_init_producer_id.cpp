// InitProducerId: a producer gets an id that nobody else has, and epoch 0.
//
// Answered out of the broker's block (producer_ids.h); callers wait while a block is being fetched.
// Transactional ids are refused: there is no transaction coordinator here.
//
// Kafka: TransactionCoordinator.handleInitProducerId, ZkProducerIdManager (3.9).
#include <algorithm>
#include <utility>

#include "core/broker/broker.h"
#include "core/broker/topic_config_lookup.h"
#include "core/cluster/znodes.h"

namespace barnabas::broker {
namespace {

using protocol::zk::Error;

void read_block(Broker& broker, Context& context) {
  broker.producer_ids.step = ProducerIds::Step::Reading;
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::GetData;
  op.path = std::string(cluster::znodes::kProducerIdBlock);
  broker.zookeeper.submit(context, kProducerIdToken, std::move(op));
}

void write_block(Broker& broker, const protocol::zk::Response& current, Context& context) {
  ProducerIds& ids = broker.producer_ids;
  const auto newest = cluster::znodes::decode_producer_id_block(current.data);
  cluster::znodes::ProducerIdBlock block;
  block.broker = broker.config.id;
  block.first = newest ? newest->last + 1 : 0;
  block.last = block.first + kProducerIdBlockSize - 1;
  ids.step = ProducerIds::Step::Writing;
  ids.asked = block.first;
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::SetData;
  op.path = std::string(cluster::znodes::kProducerIdBlock);
  op.data = cluster::znodes::encode_producer_id_block(block);
  op.version = current.stat.version;
  broker.zookeeper.submit(context, kProducerIdToken, std::move(op));
}

void create_block_node(Broker& broker, Context& context) {
  broker.producer_ids.step = ProducerIds::Step::Writing;
  broker.producer_ids.asked = -1;  // an empty node gives nobody a block
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::Create;
  op.path = std::string(cluster::znodes::kProducerIdBlock);
  broker.zookeeper.submit(context, kProducerIdToken, std::move(op));
}

void serve_waiting(Broker& broker, Context& context) {
  ProducerIds& ids = broker.producer_ids;
  while (!ids.waiting.empty() && ids.next <= ids.last) {
    protocol::InitProducerIdResponse response;
    response.producer_id = ids.next++;
    response.producer_epoch = 0;
    answer(context, ids.waiting.front(), std::move(response));
    ids.waiting.erase(ids.waiting.begin());
  }
  if (!ids.waiting.empty() && ids.step == ProducerIds::Step::Idle) read_block(broker, context);
}

}  // namespace

void on_init_producer_id(Broker& broker, const Caller& caller,
                         const protocol::InitProducerIdRequest& request, Context& context) {
  if (!request.transactional_id.empty()) {
    protocol::InitProducerIdResponse response;
    response.error = ErrorCode::CoordinatorNotAvailable;
    return answer(context, caller, std::move(response));
  }
  broker.producer_ids.waiting.push_back(caller);
  serve_waiting(broker, context);
}

void on_producer_id_block(Broker& broker, const protocol::zk::Response& response,
                          Context& context) {
  ProducerIds& ids = broker.producer_ids;
  if (ids.step == ProducerIds::Step::Reading) {
    if (response.error == Error::Ok) return write_block(broker, response, context);
    if (response.error == Error::NoNode) return create_block_node(broker, context);
    return read_block(broker, context);  // nobody knows: ask again when connected
  }
  ids.step = ProducerIds::Step::Idle;
  if (response.error == Error::Ok && ids.asked >= 0) {
    ids.next = ids.asked;
    ids.last = ids.asked + kProducerIdBlockSize - 1;
  } else if (response.error == Error::BadVersion) {
    context.probe("broker.producer-id-block-taken");
  }
  serve_waiting(broker, context);
}

void forget_producer_id_callers(Broker& broker, ConnectionId connection) {
  std::vector<Caller>& waiting = broker.producer_ids.waiting;
  waiting.erase(std::remove_if(
                    waiting.begin(), waiting.end(),
                    [connection](const Caller& caller) { return caller.connection == connection; }),
                waiting.end());
}

}  // namespace barnabas::broker

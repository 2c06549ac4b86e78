// Requests and the threads that work on them, where work takes time.
//
// A request that finds no free thread waits in the order of arrival. A thread is busy from the step
// until the messages of the step have left; the step itself happens when the work begins, so that
// what others see of it comes at the end of the work. Where nothing takes time, nobody waits.
//
// Kafka: RequestChannel, KafkaRequestHandlerPool (num.io.threads).
#pragma once

#include "sim/world/transport.h"

namespace barnabas::sim {

void receive_request(Performance& performance, NodeIndex node, const Event& event);
// A thread may be free: the requests that wait go on.
void serve_waiting(Performance& performance, NodeIndex node);

}  // namespace barnabas::sim

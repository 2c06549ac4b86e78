// `barnabas version`.
#include <string>

#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/output.h"

namespace barnabas::sim {

int command_version() {
  Output output;
  output.write(std::string("barnabas ") + kVersion +
               "\nprofiles: kafka-3 (Apache Kafka 3.9 with ZooKeeper), classic (the 1.x era)\n");
  return output.finish(kExitOk);
}

}  // namespace barnabas::sim

// The command `barnabas`.
#include <exception>
#include <string>

#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/output.h"

int main(int argc, char** argv) {
  try {
    return barnabas::sim::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    barnabas::sim::write_error(std::string("internal error: ") + error.what());
    return barnabas::sim::kExitInternal;
  }
}

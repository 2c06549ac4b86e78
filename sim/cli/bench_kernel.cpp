#include "sim/cli/bench_kernel.h"

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <string>

#include "sim/cli/machine.h"
#include "sim/kernel/phold.h"

namespace barnabas::sim {
namespace {

constexpr int kExitUsage = 2;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool usable(const KernelBenchOptions& options) {
  if (options.lps == 0 || options.population == 0 || options.events == 0) {
    std::fprintf(stderr, "bench kernel: --lps, --population and --events must be positive\n");
    return false;
  }
  if (std::uint64_t{options.lps} * options.population > kPendingMax) {
    std::fprintf(stderr, "bench kernel: --lps times --population must be at most %" PRIu64 "\n",
                 kPendingMax);
    return false;
  }
  return true;
}

}  // namespace

int bench_kernel(const KernelBenchOptions& options) {
  if (!usable(options)) return kExitUsage;
  std::printf("PHOLD on the simulator's event queue and loop: %" PRIu32 " processes, %" PRIu32
              " tokens each, seed %" PRIu64 "\n",
              options.lps, options.population, options.seed);
  std::printf("delay 100 us + exponential of mean 1 ms; ordered by (time, sequence)\n");
  std::printf("%s\n", describe_machine().c_str());

  const auto populating = std::chrono::steady_clock::now();
  Phold world(PholdOptions{options.lps, options.population, options.seed});
  std::printf("populated %" PRIu64 " events in %.3f s\n",
              std::uint64_t{options.lps} * options.population, seconds_since(populating));

  const auto running = std::chrono::steady_clock::now();
  const std::uint64_t ran = world.run(options.events);
  const double seconds = seconds_since(running);

  const auto pending = static_cast<double>(world.queue().size());
  std::printf("ran %" PRIu64 " events, to virtual time %.6f s\n", ran,
              static_cast<double>(world.now().ns) * 1e-9);
  std::printf("queue: %zu pending, %.1f bytes per pending event (payload of %zu included)\n",
              world.queue().size(), static_cast<double>(world.queue().bytes()) / pending,
              sizeof(PholdEvent));
  std::printf("fingerprint %016" PRIx64 "\n", world.fingerprint());
  std::printf("RESULT phold barnabas N=%" PRIu32 " M=%" PRIu32 " events=%" PRIu64
              " secs=%.6f evps=%.0f\n",
              options.lps, options.population, ran, seconds, static_cast<double>(ran) / seconds);
  return 0;
}

}  // namespace barnabas::sim

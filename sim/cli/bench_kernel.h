// `barnabas bench kernel`: how fast the event kernel is, by PHOLD on the very queue and loop of the
// simulator.
#pragma once

#include <cstdint>

namespace barnabas::sim {

struct KernelBenchOptions {
  std::uint32_t lps = 1024;       // logical processes, N
  std::uint32_t population = 16;  // tokens per process, M
  std::uint64_t events = 4'000'000;
  std::uint64_t seed = 1;
};

// Runs, prints what was done and how fast; the last line is RESULT. Returns the command's exit
// code.
int bench_kernel(const KernelBenchOptions& options);

}  // namespace barnabas::sim

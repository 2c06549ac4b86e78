#include "sim/check/single_leader_per_epoch.h"

#include <algorithm>

namespace barnabas::sim::check {

void SingleLeaderPerEpoch::on_batches(const Scene& scene, PartitionEvidence& partition,
                                      const ReplicaEvidence& replica,
                                      std::span<const LogEntry> fresh, const LogEntry*,
                                      LogCause cause) {
  std::map<std::int32_t, Epoch>& epochs = epochs_[partition.tp];
  for (const LogEntry& entry : fresh) {
    if (entry.is_corrupt) continue;
    Epoch& epoch = epochs[entry.epoch];
    const auto batch = std::make_pair(entry.base, entry.digest);
    if (epoch.batches.empty() || epoch.batches.back() < batch) {
      epoch.batches.push_back(batch);
    } else {
      const auto at = std::lower_bound(epoch.batches.begin(), epoch.batches.end(), batch);
      if (*at == batch) continue;
      epoch.batches.insert(at, batch);
    }
    if (cause != LogCause::Append) continue;
    if (epoch.owner == kNoIndex) epoch.owner = replica.node;
    if (epoch.owner == replica.node) continue;
    violate(scene, partition.tp, std::to_string(entry.epoch),
            name_of(scene.world, replica.node) + " appended offset " + std::to_string(entry.base) +
                " in epoch " + std::to_string(entry.epoch) + ", in which " +
                name_of(scene.world, epoch.owner) + " had appended as leader");
  }
}

}  // namespace barnabas::sim::check

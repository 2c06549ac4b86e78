#include "core/ports/timer.h"

namespace barnabas {

std::string_view name_of(TimerKind kind) {
  switch (kind) {
    case TimerKind::Reconnect:
      return "reconnect";
    case TimerKind::RequestTimeout:
      return "request-timeout";
    case TimerKind::ZkPing:
      return "zk-ping";
    case TimerKind::ZkSessionCheck:
      return "zk-session-check";
    case TimerKind::IsrCheck:
      return "isr-check";
    case TimerKind::HighWatermarkCheckpoint:
      return "high-watermark-checkpoint";
    case TimerKind::RecoveryPointCheckpoint:
      return "recovery-point-checkpoint";
    case TimerKind::RetentionCheck:
      return "retention-check";
    case TimerKind::FlushCheck:
      return "flush-check";
    case TimerKind::PurgatoryProduce:
      return "purgatory-produce";
    case TimerKind::PurgatoryFetch:
      return "purgatory-fetch";
    case TimerKind::PurgatoryDeleteRecords:
      return "purgatory-delete-records";
    case TimerKind::FetcherBackoff:
      return "fetcher-backoff";
    case TimerKind::AlterPartitionRetry:
      return "alter-partition-retry";
    case TimerKind::ControllerBackoff:
      return "controller-backoff";
    case TimerKind::LeaderRebalance:
      return "leader-rebalance";
    case TimerKind::AdminTimeout:
      return "admin-timeout";
    case TimerKind::MetadataRefresh:
      return "metadata-refresh";
    case TimerKind::Linger:
      return "linger";
    case TimerKind::Retry:
      return "retry";
    case TimerKind::DeliveryTimeout:
      return "delivery-timeout";
    case TimerKind::Poll:
      return "poll";
    case TimerKind::CommandTimeout:
      return "command-timeout";
    case TimerKind::PurgeDeleted:
      return "purge-deleted";
    case TimerKind::ShutdownRetry:
      return "shutdown-retry";
    case TimerKind::IsrRetry:
      return "isr-retry";
  }
  return "?";
}

}  // namespace barnabas

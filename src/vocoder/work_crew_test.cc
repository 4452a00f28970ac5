#include "vocoder/work_crew.h"

#include <gtest/gtest.h>

#include <atomic>

namespace vivavoce::vocoder::work_crew_test {
namespace {

TEST(WorkCrewTest, DoesEveryItemOnceWhateverTheNumberOfWorkers) {
  for (const int workers : {1, 2, 5}) {
    WorkCrew crew(workers);
    EXPECT_EQ(crew.workers(), workers);
    for (const int items : {0, 1, 2, 100}) {
      std::vector<std::atomic<int>> done(100);
      crew.Run(items, [&](int worker, int item) {
        EXPECT_GE(worker, 0);
        EXPECT_LT(worker, workers);
        ++done[static_cast<size_t>(item)];
      });
      for (int item = 0; item < 100; ++item) {
        EXPECT_EQ(done[static_cast<size_t>(item)], item < items ? 1 : 0);
      }
    }
  }
}

TEST(WorkCrewTest, ManyShortRunsLoseNothing) {
  WorkCrew crew(3);
  std::atomic<int> done = 0;
  for (int run = 0; run < 2000; ++run) crew.Run(3, [&](int, int) { ++done; });
  EXPECT_EQ(done, 6000);
}

}  // namespace
}  // namespace vivavoce::vocoder::work_crew_test

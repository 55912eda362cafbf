// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weft {

/// Makes idle compute threads sleep after about 10 us of waiting instead of milliseconds: on a
/// machine with other work a team that spins starves itself (measured: a step 100 times slower).
/// The OpenMP library reads this setting only when it is loaded, so the process starts itself
/// again, once, with the same arguments; returns when nothing is to be done. A setting of the
/// user's (OMP_WAIT_POLICY, GOMP_SPINCOUNT) stands, so that tests and debuggers that give one keep
/// their process. Threading: call first thing in main().
void restartWithCalmThreads(char** argv);

}  // namespace weft

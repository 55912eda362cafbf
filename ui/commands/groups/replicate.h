// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <string>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// *Replicate over devices*: the selection becomes a tower on the first device, and a copy of it on
/// each of the others that uses the first one's variables. Each batch that comes in is split among
/// them, as evenly as it goes; losses and other scalars that go out are averaged by the rows each
/// tower had, so that gradients are the average too and the loss is the one of the whole batch;
/// other tensors are joined again. Placeholders, data and optimizers among the selection stay
/// outside. What is made is ordinary: a group a tower, one that splits, one that joins.
/// @param devices "/device:CPU:0", two or more. Returns the groups. Errors: InvalidArgument for a
/// malformed device, a selection that lies in several groups or has no batch coming in.
Result<std::vector<ItemId>> replicate(Edit& edit, const EngineDocument& document,
                                      const QSet<quint64>& ids,
                                      const std::vector<std::string>& devices);

}  // namespace weft::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/session/session_feed.h"

class QVBoxLayout;

namespace weft::ui {

/// The inspector's tab Run: the run sheet's rows as cards, in words, with session and target above.
class RunPage final : public QWidget {
    Q_OBJECT

public:
    explicit RunPage(QWidget* parent = nullptr);

    void setInfo(const SessionInfo& info);

private:
    QVBoxLayout* m_column = nullptr;  // owned by this
};

}  // namespace weft::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/session/step_report.h"

class QLineEdit;
class QPushButton;

namespace weft::ui {

struct Actions;
class ProgressStrip;

/// The one toolbar: open, the five verbs, how the run goes, search.
class RunBar final : public QWidget {
    Q_OBJECT

public:
    explicit RunBar(Actions& actions, QWidget* parent = nullptr);

    void setProgress(const Progress& progress);
    QLineEdit* search() const { return m_search; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ProgressStrip* m_progress = nullptr;  // child
    QLineEdit* m_search = nullptr;        // child
    QPushButton* m_train = nullptr;       // child
};

}  // namespace weft::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/run_bar.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"
#include "ui/panels/progress_strip.h"
#include "ui/shell/actions.h"

namespace weft::ui {
namespace {

/// A thin upright line between groups of buttons.
class Rule final : public QWidget {
public:
    explicit Rule(QWidget* parent) : QWidget(parent) { setFixedSize(17, 24); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter(this).fillRect(QRect(8, 2, 1, height() - 4), appTheme().line);
    }
};

}  // namespace

RunBar::RunBar(Actions& actions, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("runBar"));
    setFixedHeight(size::kToolbar);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 12, 0);
    row->setSpacing(2);
    const auto tool = [&](QAction* action) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setIconSize({20, 20});
        button->setFixedSize(32, 32);
        button->setAutoRaise(true);
        row->addWidget(button);
        return button;
    };
    tool(actions.newFile);
    tool(actions.open);
    tool(actions.save);
    row->addWidget(new Rule(this));
    tool(actions.init);
    m_train = new QPushButton(this);
    m_train->setObjectName(QStringLiteral("trainButton"));
    m_train->setDefault(true);
    m_train->setAutoDefault(false);
    m_train->setMinimumWidth(132);
    m_train->setFocusPolicy(Qt::TabFocus);
    row->addSpacing(4);
    row->addWidget(m_train);
    row->addSpacing(4);
    QAction* train = actions.train;
    const auto follow = [this, train] {
        m_train->setText(train->text().remove('&'));
        m_train->setToolTip(train->toolTip());
        m_train->setEnabled(train->isEnabled());
    };
    connect(train, &QAction::changed, this, follow);
    connect(m_train, &QPushButton::clicked, train, &QAction::trigger);
    follow();
    tool(actions.step);
    tool(actions.run);
    QToolButton* stop = tool(actions.stop);
    stop->setContextMenuPolicy(Qt::ActionsContextMenu);
    stop->addAction(actions.stop);
    stop->addAction(actions.rewind);
    row->addWidget(new Rule(this));
    m_progress = new ProgressStrip(this);
    row->addWidget(m_progress, 1);
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("search"));
    m_search->setPlaceholderText(tr("Find node"));
    m_search->setAccessibleName(tr("Find node"));
    m_search->addAction(lineIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setFixedWidth(200);
    row->addWidget(m_search);
}

void RunBar::setProgress(const Progress& progress) { m_progress->setProgress(progress); }

void RunBar::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(QRect(0, 0, width(), 1), appTheme().line);
    p.fillRect(QRect(0, height() - 1, width(), 1), appTheme().line);
}

}  // namespace weft::ui

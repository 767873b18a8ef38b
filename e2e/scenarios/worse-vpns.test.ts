import { clientAt } from '../../app/control/client.ts';
import { advises, all, allIsWell, dockerAnswers, is, routeIsOwn } from '../stage/conditions.ts';
import type { Condition } from '../stage/play.ts';
import { wrong } from './doctor-stage.ts';
import { testHabits, type Habits } from './habits.ts';

const direct = all(routeIsOwn(), dockerAnswers('default', 'direct'));

const doctorFinds =
  (...ids: readonly string[]): Condition =>
  async ({ daemon }) => {
    const found = wrong(await clientAt(daemon.socket).doctor({}));
    return found.join() === ids.join() ? undefined : `the doctor finds ${found.join(', ') || 'nothing'}`;
  };

/** The habits of VPN clients that people found hardest to live with. */
const worse: Habits = {
  'sends the network to the router of the local network': async (play) => {
    play.stage.vpn.connect('lan-gateway');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', direct);
    await play.step('and nothing is said any longer', allIsWell());
  },

  'leaves the old route behind, bound to its interface': async (play) => {
    const { stage } = play;
    stage.vpn.connect('scoped-copy');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', direct);
    const isThere = (): boolean => stage.world.kernel.rows.some(({ flags }) => flags === 'UCSI');
    await play.step("the VPN's own row is left to it", is('it was removed', isThere));
  },

  'takes another prefix each time it takes the route back': async (play) => {
    play.stage.vpn.connect('alternating');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the fight is given up', advises('vpn-takes-routes-back'), 20_000);
    await play.step('Docker keeps answering', dockerAnswers('default', 'localhost'));
    await play.step('the doctor names it, and nothing beside it', doctorFinds('VPN_REDELETES'));
    play.stage.vpn.disconnect();
    await play.step('the direct path is back', direct);
  },

  'lets nobody send to other networks': async (play) => {
    const { stage } = play;
    stage.vpn.connect('refusing');
    await play.step('Docker answers again', dockerAnswers('default', 'localhost'));
    await play.step('the reason is told', advises('local-network-privacy'));
    await play.step(
      'no route is touched',
      is('a route was touched', () => stage.world.counters.routeChanges === 0),
    );
    stage.vpn.disconnect();
    await play.step('the direct path is back', all(dockerAnswers('default', 'direct'), allIsWell()));
  },

  'is killed and leaves its routes behind': async (play) => {
    const { stage } = play;
    stage.permission(false);
    stage.vpn.connect('plain');
    await play.step('Docker answers again', dockerAnswers('default', 'localhost'));
    stage.vpn.kill();
    await play.step('Docker keeps answering', dockerAnswers('default', 'localhost'));
    stage.world.change('', () => stage.world.removeInterface('utun2'));
    await play.step('without root the adapter gets its address again', direct);
  },

  'comes and goes every half second': async (play) => {
    const { stage } = play;
    for (let times = 0; times < 4; times += 1) {
      stage.vpn.connect('plain');
      await play.news(500);
      stage.vpn.disconnect();
      await play.news(500);
    }
    await play.step('the direct path is back when it is over', direct);
    const changes = stage.world.counters.routeChanges;
    await play.step(
      'the route was put back only when it was quiet',
      is(`it changed routes ${changes} times`, () => changes <= 12),
    );
  },

  'connects while the Mac sleeps': async (play) => {
    const { stage } = play;
    process.kill(play.daemon.pid, 'SIGSTOP');
    try {
      stage.vpn.connect('plain');
      await play.news(1500);
    } finally {
      process.kill(play.daemon.pid, 'SIGCONT');
    }
    await play.step('Docker answers right after it woke', dockerAnswers(), 3000);
    await play.step('the route is repaired', direct);
  },
};

testHabits(worse, 60_000);

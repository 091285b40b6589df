import './base.css';
import './shell.css';
import './needs.css';
import './offers.css';
import './sessions.css';
